"""Bills of institutions without an agreement on the day: rejected with the reason, by both engines.

A list of agreements names them; without a list nothing is asked and nothing changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import claim_makers
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bill_makers import real_book

from firstcard.cli import main
from firstcard.policy.format import Text
from firstcard.settlement.agreements import Agreements
from firstcard.settlement.bulk import run
from firstcard.settlement.bulk.files import explain, settle_by_reference, settle_files
from firstcard.settlement.bulk.inputs import BadInput
from firstcard.settlement.bulk.institutions import read_institutions
from firstcard.settlement.bulk.journal import rejects_path
from firstcard.settlement.engines import by_reference, vector
from firstcard.settlement.engines.agreed import Agreed
from firstcard.settlement.engines.layout import FAULTS_OF_A_CLAIM
from firstcard.settlement.plan import Plan, compile_plan

HEAD = "code,class,from,until,suspended_from,suspended_until"
OPEN, CITY, FAR = "H41010500001", "H41010500002", "H42010000001"
LIST = (
    f"{OPEN},city-3,,,,",
    f"{CITY},city-3,2026-01-01,2026-06-30,2026-03-01,2026-03-31",
    f"{CITY},city-3,2026-01-01,2026-06-30,2026-05-01,",
    f"{CITY},province-3,2026-08-01,,,2026-08-31",
    f"{FAR},province-3,2026-01-01,2026-12-31,,",
    "P41010500001,pharmacy,2026-01-01,,,",
)
COLUMNS = pa.schema([("claim_id", pa.string()), ("institution.code", claim_makers.CODE)])
D = date.fromisoformat


@pytest.fixture(scope="module")
def plan() -> Plan:
    return compile_plan(book=real_book())


def listed(folder: Path, rows: Sequence[str] = LIST, head: str = HEAD) -> Agreements:
    path = folder / "institutions.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8-sig")
    return read_institutions(path, book=real_book())


def claim(number: int, code: str | None, admitted: str, discharged: str = "",
          **more: Any) -> dict[str, Any]:  # fmt: skip
    """A stay in a city hospital of somebody of their own."""
    return {"claim_id": f"B{number:03}", "person_id": f"P{number:03}", "region": "410100",
            "insurance": "resident", "care": "inpatient", "institution.class": "city-3",
            "institution.code": code, "referral": "local", "cause": "illness",
            "admitted_on": D(admitted), "discharged_on": D(discharged or admitted),
            "born_on": D("2015-05-05"), **more}  # fmt: skip


def batches(heads: Sequence[dict[str, Any]]) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    schema = pa.schema([*claim_makers.CLAIMS, COLUMNS.field("institution.code")])
    lines = [{"claim_id": head["claim_id"], "line_no": 1, "list_class": "A", "amount": 1_000_000}
             for head in heads]  # fmt: skip
    return (pa.RecordBatch.from_pylist(list(heads), schema=schema),
            pa.RecordBatch.from_pylist(lines, schema=claim_makers.LINES))  # fmt: skip


def both(plan: Plan, known: Agreements, claims: Any, lines: Any) -> dict[str, set[Any]]:
    """Why claims are rejected, after both engines said so; each settles the same ones."""
    found = vector.settle(plan, claims, lines, agreed=Agreed(known))
    why: dict[str, set[Any]] = defaultdict(set)
    for row in found.rejects.to_pylist():
        why[row["claim_id"]].add((row["field"], row["reason"]))
    funds = {row["claim_id"]: row["fund_total"] for row in found.settlements.to_pylist()}
    for each in by_reference.outcomes(
        book=real_book(), claims=claims, lines=lines, agreements=known
    ):
        faults = {(field, fault.code) for _, field, fault in each.faults}
        own = why[each.claim_id]
        assert faults <= own or len(own) == FAULTS_OF_A_CLAIM, (each.claim_id, faults, own)
        assert (each.settlement and each.settlement.fund_total) == funds.get(each.claim_id)
        of_list = {pair for pair in own if pair[0].startswith("institution.")
                   and pair[1] not in ("unknown-code", "missing")}  # fmt: skip
        assert of_list <= faults or not each.row, (each.claim_id, own, faults)
    return why


NO, HALT = ("institution.code", "no-agreement"), ("institution.code", "agreement-suspended")
OTHER = ("institution.class", "another-class")
UNKNOWN, ABSENT = ("institution.code", "unknown-institution"), ("institution.code", "missing")


@pytest.mark.parametrize(("code", "days", "more", "expected"), [
    (OPEN, ("2015-05-05",), {}, set()),
    (CITY, ("2025-12-31",), {}, {NO}),
    (CITY, ("2026-01-01",), {}, set()),
    (CITY, ("2025-12-31", "2026-01-05"), {}, {NO}),  # the day of admission counts
    (CITY, ("2026-06-30", "2026-07-04"), {}, {HALT}),
    (CITY, ("2026-02-28", "2026-03-09"), {}, set()),
    (CITY, ("2026-03-01",), {}, {HALT}),
    (CITY, ("2026-03-31", "2026-04-02"), {}, {HALT}),
    (CITY, ("2026-04-01",), {}, set()),
    (CITY, ("2026-04-30", "2026-05-01"), {}, set()),
    (CITY, ("2026-05-01",), {}, {HALT}),
    (CITY, ("2026-07-01",), {}, {NO}),  # the suspension has no day of its own
    (CITY, ("2026-07-31",), {}, {NO}),
    (CITY, ("2026-08-01",), {}, {HALT}),
    (CITY, ("2026-09-01",), {}, {OTHER}),
    (CITY, ("2026-09-01",), {"institution.class": "province-3"}, set()),
    (CITY, ("2026-09-01",), {"institution.class": "clinic"},
     {("institution.class", "unknown-code")}),
    (FAR, ("2026-02-01",), {"institution.class": "outside-province"}, set()),
    (FAR, ("2026-02-01",), {"institution.class": "province-3"}, {OTHER}),
    (FAR, ("2026-02-01",), {"institution.class": "province-3", "region": "999999"},
     {("region", "unknown-code")}),
    (OPEN, ("2026-02-01",), {"cause": "third-party"}, {("cause", "not-settled-here")}),
    ("H41010500009", ("2026-02-01",), {"admitted_on": None},
     {UNKNOWN, ("admitted_on", "missing")}),
    (CITY, ("2026-03-01",), {"admitted_on": None}, {("admitted_on", "missing")}),
    ("H4101050000X", ("2026-02-01",), {}, {UNKNOWN}),
    ("", ("2026-02-01",), {}, {ABSENT}),
    (None, ("2026-02-01",), {}, {ABSENT}),
])  # fmt: skip
def test_each_reason_on_the_edges_of_days(
    plan: Plan, tmp_path: Path, code: str | None, days: tuple[str, ...], more: dict[str, Any],
    expected: set[Any],
) -> None:  # fmt: skip
    claims, lines = batches([claim(1, code, *days, **more)])

    why = both(plan, listed(tmp_path), claims, lines)

    assert why["B001"] == expected


def test_a_rejected_bill_changes_nothing_for_the_next_and_still_brings_the_years_balance(
    plan: Plan, tmp_path: Path
) -> None:
    used_up = {"year_to_date.pool_paid": 14_900_000}
    first = claim(1, CITY, "2025-12-31", "2026-01-02", person_id="P1", **used_up)
    second = claim(2, OPEN, "2026-02-01", person_id="P1")
    alone = {**second, **used_up}
    known = listed(tmp_path)

    with_both = vector.settle(plan, *batches([first, second]), agreed=Agreed(known))
    by_itself = vector.settle(plan, *batches([alone]))

    both(plan, known, *batches([first, second]))
    assert with_both.rejected == 1
    assert with_both.settlements.to_pylist() == by_itself.settlements.to_pylist()


def test_random_bills_of_many_institutions_are_the_same_by_both_engines(
    plan: Plan, tmp_path: Path
) -> None:
    random = Random(5)
    claims, lines = claim_makers.make(claims=600, seed=11, faulty=0.05)
    codes = [f"H{place}{n:05}" for place in ("410105", "110101", "420000") for n in range(40)]
    rows = []
    for code in codes:
        level = random.choice(claim_makers.CLASSES[:6])
        for year in ("2025", "2026"):
            stop = random.choice((",", ",", f"{year}-01-10,", f"{year}-11-15,{year}-11-30"))
            rows.append(f"{code},{level},{year}-01-0{random.randint(1, 9)},{year}-12-20,{stop}")
    random.shuffle(rows)
    picked = [random.choice((*codes, *codes, "", None, "H1")) for _ in range(len(claims))]
    claims = claims.append_column("institution.code", pa.array(picked, claim_makers.CODE))

    why = both(plan, listed(tmp_path, rows), claims, lines)

    told = {reason for each in why.values() for _, reason in each}
    assert {"unknown-institution", "no-agreement", "agreement-suspended", "another-class"} <= told
    assert 5 < len(claims) - len([each for each in why.values() if each]) < 300


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return written(tmp_path, 120)


def written(folder: Path, size: int) -> tuple[Path, Path]:
    months = [(CITY, OPEN, FAR, None)[n % 4] for n in range(size)]
    claims, lines = batches([claim(n, code, f"2026-0{1 + n % 9}-01")
                             for n, code in enumerate(months)])  # fmt: skip
    paths = folder / "claims.parquet", folder / "lines.parquet"
    for path, batch in zip(paths, (claims, lines), strict=True):
        pq.write_table(pa.Table.from_batches([batch]), path)
    return paths


def settled(plan: Plan, files: tuple[Path, Path], name: str, known: Agreements | None,
            progress: Any = lambda count: None) -> Path:  # fmt: skip
    out = files[0].with_name(name)
    settle_files(plan=plan, claims=files[0], lines=files[1], out=out, progress=progress,
                 agreements=known)  # fmt: skip
    return out


def test_files_by_both_engines_in_any_order_name_row_and_field(
    plan: Plan, files: tuple[Path, Path], tmp_path: Path
) -> None:
    known = listed(tmp_path)
    out = settled(plan, files, "out.parquet", known)
    slow = tmp_path / "slow.parquet"
    settle_by_reference(book=real_book(), claims=files[0], lines=files[1], out=slow,
                        progress=lambda count: None, agreements=known)  # fmt: skip
    rejects = pq.read_table(rejects_path(out)).to_pylist()

    assert pq.read_table(slow).to_pylist() == pq.read_table(out).to_pylist()
    assert sorted(map(str, pq.read_table(rejects_path(slow)).to_pylist())) == sorted(
        map(str, rejects))  # fmt: skip
    assert rejects[1] == {"claim_id": "B003", "file": "claims", "row": 4,
                          "field": "institution.code", "reason": "missing"}  # fmt: skip
    turned = pq.read_table(files[0])
    pq.write_table(turned.take(list(range(len(turned)))[::-1]), files[0])
    again = settled(plan, files, "again.parquet", known)
    assert pq.read_table(again).to_pylist() == pq.read_table(out).to_pylist()
    moved = pq.read_table(rejects_path(again)).to_pylist()
    assert {each["row"] for each in moved if each["claim_id"] == "B003"} == {len(turned) - 3}


def test_without_a_list_the_bytes_are_those_of_a_file_without_codes(
    plan: Plan, files: tuple[Path, Path]
) -> None:
    with_codes = settled(plan, files, "with.parquet", None)
    table = pq.read_table(files[0])
    pq.write_table(table.drop_columns(["institution.code"]), files[0])

    without = settled(plan, files, "without.parquet", None)

    for one, other in ((with_codes, without), (rejects_path(with_codes), rejects_path(without))):
        assert one.read_bytes() == other.read_bytes()
    words = pq.ParquetFile(rejects_path(without), read_dictionary=["reason", "field"]).read()
    for name in ("reason", "field"):
        for chunk in words.column(name).chunks:
            said = set(chunk.dictionary.to_pylist())
            assert not said & {"no-agreement", "institution.code"}


def test_a_stopped_run_goes_on_with_the_same_list_and_begins_anew_with_another(
    plan: Plan, files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "PART", 20)
    known = listed(tmp_path)
    whole = settled(plan, files, "whole.parquet", known)
    other = listed(tmp_path, (*LIST[:1], *LIST[3:]))
    begins = {}
    for name, goes_on in (("same", known), ("other", other), ("none", None)):
        seen: list[int] = []

        def stop(count: int, seen: list[int] = seen) -> None:
            seen.append(count)
            if sum(seen) > 70:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            settled(plan, files, f"{name}.parquet", known, stop)
        again: list[int] = []
        out = settled(plan, files, f"{name}.parquet", goes_on, again.append)
        begins[name] = again[0]
        if goes_on is known:
            assert out.read_bytes() == whole.read_bytes()
            assert rejects_path(out).read_bytes() == rejects_path(whole).read_bytes()

    assert begins["same"] > 0
    assert begins["other"] == begins["none"] == 0


def test_codes_that_cannot_be_read_are_named_and_the_rest_is_settled(
    plan: Plan, files: tuple[Path, Path], tmp_path: Path
) -> None:
    known = listed(tmp_path)
    whole = pq.read_table(settled(plan, files, "whole.parquet", known)).to_pylist()
    pq.write_table(pq.read_table(files[0]), files[0], row_group_size=30)
    group = pq.ParquetFile(files[0]).metadata.row_group(1)
    chunk = next(group.column(n) for n in range(group.num_columns)
                 if group.column(n).path_in_schema == "institution.code")  # fmt: skip
    data = bytearray(files[0].read_bytes())
    start, size = chunk.dictionary_page_offset, chunk.total_compressed_size
    data[start : start + size] = b"\xff" * size
    files[0].write_bytes(data)

    out = settled(plan, files, "out.parquet", known)

    rejects = pq.read_table(rejects_path(out)).to_pylist()
    lost = [row for row in rejects if row["reason"] == "unreadable"]
    assert [row["row"] for row in lost] == list(range(31, 61))
    assert {row["field"] for row in lost} == {"institution.code"}
    unread = {row["claim_id"] for row in rejects}
    assert pq.read_table(out).to_pylist() == [row for row in whole
                                              if row["claim_id"] not in unread]  # fmt: skip
    assert {row["reason"] for row in rejects} >= {"agreement-suspended", "another-class"}


def test_claims_without_the_column_are_refused_by_its_name(
    plan: Plan, files: tuple[Path, Path], tmp_path: Path
) -> None:
    pq.write_table(pq.read_table(files[0]).drop_columns(["institution.code"]), files[0])
    with pytest.raises(BadInput) as refused:
        settled(plan, files, "out.parquet", listed(tmp_path))
    assert "claims.parquet, institution.code: The column is missing" in refused.value.texts[0].en
    with pytest.raises(BadInput):
        explain(book=real_book(), claims=files[0], lines=files[1], claim="B001",
                agreements=listed(tmp_path))  # fmt: skip


@pytest.mark.parametrize(("rows", "en", "zh"), [
    (["H4101050001,city-3,,,,"], "line 2, code: H4101050001 cannot be used. What is wanted: H or P",
     "第2行，code：“H4101050001”不可用，应为：H或P"),
    (["H99999900001,city-3,,,,"], "line 2, code: The division 999999 in the code is not known",
     "区划代码999999不存在"),
    ([",city-3,,,,"], "line 2, code: This is missing", "第2行，code：缺少此项"),
    (["H41010500001,clinic,,,,"], "line 2, class: clinic is not known. It can be: township",
     "“clinic”不是有效代码"),
    (["H41010500001,outside-province,,,,"], "line 2, class: outside-province is not", "class"),
    (["H41010500001,pharmacy,,,,"], "line 2, class: The code begins with P", "药店的编码以P开头"),
    (["", "H41010500001,city-3,2026-1-1,,,"], "line 3, from: 2026-1-1 cannot be used",
     "第3行，from：“2026-1-1”不可用，应为：日期"),
    (["H41010500001,city-3,20260101,,,"], "line 2, from: 20260101 cannot be used", "20260101"),
    (["H41010500001,city-3,2026-02-01,2026-01-31,,"],
     "line 2, until: The last day 2026-01-31 is before the first, 2026-02-01", "早于起始日期"),
    (["H41010500001,city-3,,,2026-02-01,2026-01-31"], "line 2, suspended_until", "早于起始日期"),
    (["H41010500001,city-3,,2026-06-30,,", "H41010500001,city-2,2026-06-30,,,"],
     "line 3, class: The class is city-2, and line 2 says city-3", "而第2行在相同日期内为city-3"),
    (["H41010500001,city-3,,,"], "line 2: The line has 5 cells; the first line has 6", "本行有5格"),
    (['H41010500001,"city-3,,,,'], "line 2: Quotes do not match", "引号不配对"),
    ([], "line 1: There is no institution in it", "没有医药机构"),
])  # fmt: skip
def test_a_bad_row_is_named_with_its_line_and_what_would_be_right(
    tmp_path: Path, rows: list[str], en: str, zh: str
) -> None:
    with pytest.raises(BadInput) as refused:
        listed(tmp_path, rows)

    (text,) = refused.value.texts
    assert text.en.startswith("institutions.csv, line ")
    assert en in text.en
    assert zh in text.zh


def test_every_bad_row_is_named_up_to_twenty_and_other_columns_are_not_read(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        listed(tmp_path, ["x,city-3,,,,"] * 1_025)
    assert len(refused.value.texts) == 21
    assert refused.value.texts[-1].en == "institutions.csv: and 1,005 more faults"
    for head, missing in (("code,class,from,until,suspended_from", "suspended_until"),
                          (f"{HEAD},code", "code")):  # fmt: skip
        with pytest.raises(BadInput) as refused:
            listed(tmp_path, [], head)
        assert f"line 1, {missing}: The column" in refused.value.texts[0].en
    known = listed(tmp_path, ['"样例医院，一部",H41010500001,city-3,,,,'], f"name,{HEAD}")
    assert list(known.rows) == [OPEN]
    (tmp_path / "gbk.csv").write_bytes(f"{HEAD}\n样例".encode("gb18030"))
    with pytest.raises(BadInput) as refused:
        read_institutions(tmp_path / "gbk.csv", book=real_book())
    assert "gbk.csv, line 2: This is not UTF-8" in refused.value.texts[0].en


def test_the_command_settles_and_explains_in_both_languages(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed(tmp_path)
    names = [str(path) for path in files]
    with_list = ("--institutions", str(tmp_path / "institutions.csv"))
    words = {"B003": Text("This is missing", "缺少此项"),
             "B004": Text("H41010500002 was suspended on 2026-05-01", "在2026-05-01处于中止状态"),
             "B006": Text("here: outside-province", "此处应为：outside-province")}  # fmt: skip
    for claim_id, expected in words.items():
        found = explain(book=real_book(), claims=files[0], lines=files[1], claim=claim_id,
                        agreements=read_institutions(tmp_path / "institutions.csv",
                                                     book=real_book()))  # fmt: skip
        assert found is not None
        ((row, _, fault),) = found.faults
        assert row is found.settlement is None
        assert expected.en in fault.text.en
        assert expected.zh in fault.text.zh
    explained = ["settle", *names, "--explain", "B004", "--lang", "zh"]
    assert main([*explained, *with_list]) == 1
    assert "B004，institution.code：医药机构H41010500002的协议" in capsys.readouterr().err
    assert main(explained) == 0
    capsys.readouterr()
    (tmp_path / "institutions.csv").write_text(f"{HEAD}\n{OPEN},city,,,,\n")
    out = ["--out", str(tmp_path / "out.parquet")]
    assert main(["settle", *names, *out, *with_list, "--lang", "zh"]) == 2
    assert "institutions.csv，第2行，class：“city”不是有效代码" in capsys.readouterr().err
    assert not (tmp_path / "out.parquet").exists()
