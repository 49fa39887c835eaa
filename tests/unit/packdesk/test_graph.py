"""The picture of a procedure: every demand an arrow, columns in order, no box over another."""

from datetime import date
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from firstcard.guidance.text import columns
from firstcard.packdesk.graph import WIDTH, Arrow, Picture, backward, lay_out
from firstcard.packdesk.presenters.graph import folded
from firstcard.packdesk.queries.documents import documents
from firstcard.packdesk.queries.links import Link, links, needed_by
from firstcard.policy.loading import load

PACKS = Path(__file__).resolve().parents[3] / "packs"
TODAY = date(2026, 11, 23)
BOOK = load(root=PACKS)


def _needs(need: dict[str, Any], soft: bool = False) -> set[tuple[str, bool]]:
    """The documents that a written need names, and whether each is only brought if held."""
    soft = soft or need.get("strength") in ("if-held", "optional")
    found = {(need["document"], soft)} if "document" in need else set()
    for option in need.get("any_of", ()):
        for part in option.get("needs", ()):
            found |= _needs(part, soft)
    return found


@pytest.mark.parametrize("path", sorted(PACKS.glob("cn/documents/*.yaml")), ids=lambda p: p.stem)
def test_every_demand_of_a_document_is_an_arrow(path: Path) -> None:
    """Read from the file itself, for the version that holds today."""
    written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    held = [v for v in written.get("versions", ()) if v["from"] <= TODAY.isoformat()
            and v.get("until", "9999") > TODAY.isoformat()]  # fmt: skip
    version = max(held, key=lambda v: v["from"], default={})
    wanted = set().union(*(_needs(need) for need in version.get("needs", ())),
                         *(_needs(need) for way in version.get("ways", ())
                           for need in way.get("needs", ())))  # fmt: skip
    found = links(BOOK, ("cn",), TODAY)[path.stem]
    assert {(link.named, link.manner == "held") for link in found} == wanted
    arrows = {a.source: a for a in backward({path.stem: found}, path.stem)}
    assert set(arrows) == {BOOK.documents[name] for name, _ in wanted}
    for name, soft in wanted:
        assert soft or arrows[BOOK.documents[name]].manner != "held"


def test_what_is_one_of_several_is_told_apart_from_what_is_always_needed() -> None:
    arrows = {a.source: a for a in backward(links(BOOK, ("cn",), TODAY), "insured")
              if a.target == "enrolment"}  # fmt: skip
    assert arrows["birth-certificate"].manner == "choice"
    assert arrows["letter-of-authority"].manner == "required"
    assert arrows["letter-of-authority"].when  # only if somebody else goes


def test_both_directions_say_the_same() -> None:
    chain = BOOK.chain_of("cn-4101")
    found = links(BOOK, chain, TODAY)
    for name in documents(BOOK, chain):
        for link in needed_by(BOOK, chain, TODAY, name):
            assert link in found[link.target]


def _in_order(picture: Picture, arrows: list[Arrow], goal: str) -> None:
    boxes = {box.id: box for box in picture.boxes}
    assert set(boxes) == {goal} | {n for a in arrows for n in (a.source, a.target)}
    assert boxes[goal].column == max(box.column for box in picture.boxes)
    assert min(box.column for box in picture.boxes) == 0
    for arrow in arrows:
        assert arrow.turned or boxes[arrow.source].column < boxes[arrow.target].column
    for one, other in combinations(picture.boxes, 2):
        beside = one.x + WIDTH <= other.x or other.x + WIDTH <= one.x
        above = one.y + one.height <= other.y or other.y + other.height <= one.y
        assert beside or above, (one, other)
    for box in picture.boxes:
        assert 0 <= box.x <= box.x + WIDTH <= picture.width + 1e-6
        assert 0 <= box.y <= box.y + box.height <= picture.height + 1e-6


def _lines_pass(picture: Picture, arrows: list[Arrow]) -> None:
    """Each arrow is one line from its source to its target that crosses no box on its way."""
    boxes = {box.id: box for box in picture.boxes}
    assert {line.arrow for line in picture.lines} == set(arrows)
    for line in picture.lines:
        if line.arrow.turned:
            continue
        source, target = boxes[line.arrow.source], boxes[line.arrow.target]
        assert line.points[0] == (source.x + WIDTH, source.y + source.height / 2)
        assert line.points[-1][0] == target.x
        assert target.y < line.points[-1][1] < target.y + target.height
        for (x, y), (to_x, to_y) in list(pairwise(line.points))[1::2]:
            assert y == to_y
            for box in picture.boxes:
                if x <= box.x < to_x:
                    assert not box.y <= y <= box.y + box.height


ALL = [(pack, name) for pack in BOOK.packs for name in documents(BOOK, BOOK.chain_of(pack))]


@settings(max_examples=60)
@given(where=st.sampled_from(ALL), on=st.dates(date(2011, 1, 1), date(2028, 12, 31)))
def test_every_document_of_every_region_on_any_day(where: tuple[str, str], on: date) -> None:
    pack, goal = where
    arrows = backward(links(BOOK, BOOK.chain_of(pack), on), goal)
    picture = lay_out(arrows, goal, lambda name: 54.0 + len(name) % 3 * 20)
    _in_order(picture, arrows, goal)
    _lines_pass(picture, arrows)
    assert not any(arrow.turned for arrow in arrows)


LETTERS, MANNERS = st.sampled_from("abcdefgh"), st.sampled_from(["required", "choice", "held"])


@given(st.lists(st.tuples(LETTERS, LETTERS, MANNERS), max_size=24))
def test_any_web_of_documents_even_in_circles(found: list[tuple[str, str, Any]]) -> None:
    web: dict[str, list[Link]] = {}
    for source, target, manner in found:
        if source != target:
            web.setdefault(target, []).append(Link(source, target, manner, source))
    arrows = backward(web, "a")
    pairs = [(arrow.source, arrow.target) for arrow in arrows]
    assert len(pairs) == len(set(pairs))
    picture = lay_out(arrows, "a", lambda name: 40.0 + ord(name) % 5 * 10)
    boxes = {box.id: box for box in picture.boxes}
    for arrow in arrows:
        assert arrow.turned or boxes[arrow.source].column < boxes[arrow.target].column
    for one, other in combinations(picture.boxes, 2):
        assert one.column != other.column or abs(one.y - other.y) >= min(one.height, other.height)
    _lines_pass(picture, arrows)


@pytest.mark.parametrize(("text", "lines"), [
    ("Birth registration", ["Birth registration"]),
    ("Enrolment in residents' medical insurance",
     ["Enrolment in", "residents' medical", "insurance"]),
    ("城乡居民基本医疗保险参保登记", ["城乡居民基本医疗保", "险参保登记"]),
    ("父亲（监护人）身份证，或者户口簿中孩子本人页", None),
])  # fmt: skip
def test_a_name_is_folded_to_the_width_of_a_box(text: str, lines: list[str] | None) -> None:
    found = folded(text)
    assert lines is None or [each.strip() for each in found] == lines or len(found) <= 3
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert all(columns(line) <= 22 for line in found)
    assert not any(line[0] in "，。、）" for line in found)


def test_a_name_too_long_ends_in_an_ellipsis() -> None:
    found = folded("word " * 40)
    assert len(found) == 3
    assert found[-1].endswith("…")
