"""The files of card centres, pure: any text goes there and back, any bytes are read or refused."""

from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcard.cards.files import cells, manifest, orders, results
from firstcard.cards.files.cells import Coding
from firstcard.cards.files.faults import FileFault, LineFault, Unfit
from firstcard.cards.files.manifest import Manifest, Tally

CONTROL = "\r\n\t\0\x0b\x1c\x1e\x85\u2028\u2029\ufeff"
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
ORDER = "CD-2222-2222-2"
GOOD = f"2,{ORDER},made,Z00000001,{'A' * 32},2036-11-22,,0"


@given(row=st.lists(TEXT, min_size=2, max_size=5), coding=st.sampled_from(Coding))
def test_every_text_goes_there_and_back(row: list[str], coding: Coding) -> None:
    line = cells.written(row, coding=coding)
    assert line.endswith(b"\r\n")
    assert b"\n" not in line[:-2]
    assert b"\r" not in line[:-2]
    found = cells.read(line[:-2].decode(coding.value))
    for sent, came in zip(row, found, strict=True):
        assert not cells.is_formula(came.lstrip())
        guarded = sent.lstrip(" " + CONTROL).startswith((*"=+-@＝＋－＠", "'"))
        if not guarded and not any(cells._CONTROL.search(sign) for sign in sent):
            assert came == sent
        elif guarded and sent == sent.strip():
            assert cells.unguarded(came) == cells._CONTROL.sub(" ", sent)


@given(data=st.binary(max_size=300), coding=st.sampled_from(Coding))
def test_any_bytes_are_a_line_or_a_fault(data: bytes, coding: Coding) -> None:
    found = results.line_of(data.replace(b"\n", b""), at=2, coding=coding)
    assert isinstance(found, results.Bad)


@given(data=st.binary(max_size=300))
def test_any_bytes_are_a_manifest_or_a_fault(data: bytes) -> None:
    with pytest.raises(Unfit):
        manifest.decoded(data)


@given(place=st.integers(0, len(GOOD) - 1), sign=st.characters(exclude_categories=("Cs",)))
def test_one_other_sign_never_crashes_and_never_names_another_card(place: int, sign: str) -> None:
    line = (GOOD[:place] + sign + GOOD[place + 1 :]).encode()
    found = results.line_of(line, at=2, coding=Coding.UTF_8)
    assert found.order in ("", ORDER)


def test_a_right_line() -> None:
    found = results.line_of(GOOD.encode(), at=7, coding=Coding.GB_18030)
    assert found == results.ResultLine(7, ORDER, "made", "Z00000001", "A" * 32, "2036-11-22")


@pytest.mark.parametrize("coding", list(Coding))
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_broken_line_leaves_the_others(coding: Coding, end: bytes) -> None:
    """No byte of a sign is a line's end, in neither coding, and a quote ends with its line."""
    head = ",".join(results.COLUMNS).encode()
    raw = end.join([head, b'"' + GOOD.encode(), GOOD.encode(), b"\xff\x80", GOOD.encode(), b""])
    found = list(results.lines(io.BytesIO(raw), coding=coding))
    assert [each.at for each in found] == [2, 3, 4, 5]
    assert [isinstance(each, results.Bad) for each in found] == [True, False, True, False]
    assert isinstance(found[0], results.Bad)
    assert found[0].reason is LineFault.QUOTES


def test_the_control_sum_knows_no_order_and_no_ends_of_lines() -> None:
    sums = set()
    for data in (b"h\r\na\r\nb\r\n", b"h\nb\na\n", b"h\nb\n\na"):
        tally = Tally()
        list(manifest.counted(io.BytesIO(data), tally=tally))
        sums.add((tally.count, tally.control_sum))
    assert len(sums) == 1


LINE = st.binary(min_size=1, max_size=30).filter(lambda each: not set(b"\r\n") & set(each))


@given(lines=st.lists(LINE, min_size=1, max_size=8), draw=st.data())
def test_any_other_bytes_are_not_those_of_the_manifest(
    lines: list[bytes], draw: st.DataObject
) -> None:
    data = b"h\n" + b"".join(line + b"\n" for line in lines)
    tally = Tally()
    list(manifest.counted(io.BytesIO(data), tally=tally))
    told = Manifest(kind="result", batch="CB-1", coding=Coding.UTF_8, file="a.csv",
                    count=tally.count, control_sum=str(tally.control_sum),
                    sha256=tally.sha256)  # fmt: skip
    manifest.check(told, tally)
    place = draw.draw(st.integers(0, len(data) - 1))
    other = Tally()
    changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    list(manifest.counted(io.BytesIO(changed), tally=other))
    with pytest.raises(Unfit) as refusal:
        manifest.check(told, other)
    assert refusal.value.fault is FileFault.OTHER_BYTES


def test_the_lines_of_an_order_have_every_column() -> None:
    line = orders.OrderLine(1, ORDER, "张小宝", 1, "2026-09-01", "mainland", "citizen-id",
                            "410105202609010011", "410105", "here", "office", "first",
                            "")  # fmt: skip
    head, first = orders.lines([line], coding=Coding.UTF_8)
    assert tuple(head.decode().strip().split(",")) == orders.COLUMNS
    assert len(cells.read(first.decode().strip("\r\n"))) == len(orders.COLUMNS)


def test_a_name_of_a_file_leads_nowhere_else() -> None:
    right = {"kind": "result", "batch": "CB-1", "coding": Coding.UTF_8, "count": 1,
             "control_sum": "1", "sha256": "0" * 64}  # fmt: skip
    for name in ("../a.csv", "/etc/passwd", "a/b.csv", ".hidden", "", "a\n.csv", "甲.csv"):
        data = manifest.encoded(Manifest(file=name, **right))
        with pytest.raises(Unfit), contextlib.suppress(UnicodeDecodeError):
            manifest.decoded(data)
    assert manifest.decoded(manifest.encoded(Manifest(file="a.csv", **right))).file == "a.csv"
