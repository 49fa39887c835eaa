"""The printed plan: it says what the screen says, can be read out, and needs no colour."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from functools import cache
from typing import Any

import cv2
import numpy as np
import pypdf
import pytest
import zxingcpp
from hypothesis import given, settings

from firstcard.guidance.calendar_file import short_text
from firstcard.guidance.paper.files import plan_pdf
from firstcard.guidance.planning import decoded, plan_for
from firstcard.guidance.presenters.plan import present
from firstcard.guidance.presenters.speech import names_of
from firstcard.guidance.presenters.trips import trips
from firstcard.guidance.today import CHINA
from firstcard.guidance.words import LANGS, Lang, word
from firstcard.policy.plan import Plan
from tests.poppler import flat, pages, text_of
from tests.unit.policy.random_families import BOOK, ROOT, plan_of, situations

ON = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 30, 15, 250_000, tzinfo=CHINA)  # as a clock says it
NAMES = names_of(BOOK)
EXAMPLES = sorted(path.name for path in (ROOT.parent / "examples").glob("*.json"))
ADDRESS = "https://firstcard.example.cn/kept/5kq3v-7m2pd-x9c4n-8rtw6-0abcde/"
POINTS_OF_A4 = (595, 842)


def example(name: str, **more: Any) -> Plan:
    data = decoded((ROOT.parent / "examples" / name).read_bytes())
    return plan_for(book=BOOK, data=data | more, on=ON)


def printed(plan: Plan, lang: Lang, **more: Any) -> bytes:
    return plan_pdf(plan=plan, lang=lang, names=NAMES, calendar_id="family", now=NOW, **more)


@cache
def newborn(lang: Lang) -> bytes:
    return printed(example("newborn-zhengzhou.json"), lang, address=ADDRESS)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_it_says_what_the_screen_says(name: str, lang: Lang) -> None:
    plan = example(name)
    view = present(plan=plan, lang=lang, names=NAMES)
    text = flat(text_of(printed(plan, lang)))
    for step, shown in zip(plan.steps, view.steps, strict=True):
        assert flat(shown.title) in text
        dues = [each.day for each in shown.dates if each.strong and step.due]
        assert all(flat(day) in text for day in dues)
        offices = [shown.office.name] if shown.office else []
        papers = [each.name for each in shown.papers if each.firm and step.who != "agency"]
        assert [each for each in (*offices, *papers) if flat(each) not in text] == []
    for goal in view.goals:
        assert flat(goal.name) in text
        assert flat(goal.state) in text


@pytest.mark.parametrize("lang", LANGS)
def test_every_paper_of_a_trip_has_its_counts_and_the_rules_their_version(lang: Lang) -> None:
    plan = example("twins.json")
    text = flat(text_of(printed(plan, lang)))
    twice = flat(word("paper_originals", lang, n=2))
    assert any(paper.originals == 2 for trip in trips(plan=plan).trips for paper in trip.papers)
    assert twice in text
    for pack in plan.packs:
        assert flat(pack.version) in text
        assert pack.digest[:16] in text


@pytest.mark.parametrize("lang", LANGS)
def test_a_newborns_plan_is_a_handful_of_numbered_pages(lang: Lang) -> None:
    reader = pypdf.PdfReader(io.BytesIO(newborn(lang)))
    count = len(reader.pages)
    assert 3 <= count <= 6
    sizes = {tuple(round(side) for side in page.mediabox[2:]) for page in reader.pages}
    assert sizes == {POINTS_OF_A4}
    text = flat(text_of(newborn(lang)))
    assert all(f"{number}/{count}" in text for number in range(1, count + 1))


@pytest.mark.parametrize(("lang", "language", "title"),
                         [("en", "en-GB", "Your plan"), ("zh", "zh-CN", "办理清单")])  # fmt: skip
def test_it_can_be_read_out(lang: Lang, language: str, title: str) -> None:
    """PDF/UA-1: tagged, with its language and title, and it says that it is so."""
    root: Any = pypdf.PdfReader(io.BytesIO(newborn(lang))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a boolean of the file, not ours
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert title in xmp
    kinds = set(_kinds(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/L", "/Figure"} <= kinds


def test_the_code_is_named_for_who_cannot_see_it() -> None:
    root: Any = pypdf.PdfReader(io.BytesIO(newborn("en"))).trailer["/Root"]
    figures = [each for each in _elements(root["/StructTreeRoot"]) if each.get("/S") == "/Figure"]
    assert [each["/Alt"] for each in figures] == [word("pdf_code_address_alt", "en")]


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_in_it_needs_colour(lang: Lang) -> None:
    for page in pages(newborn(lang), dots_per_inch=50):
        assert (np.ptp(page.astype(int), axis=2) == 0).all()


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.full)])
def test_its_code_is_read_by_two_readers_as_printed(lang: Lang) -> None:
    plan = example("newborn-zhengzhou.json")
    dates = short_text(plan=plan, lang=lang, names=NAMES, calendar_id="family", now=NOW)
    for text, file in ((ADDRESS, newborn(lang)), (dates, printed(plan, lang))):
        page = pages(file, dots_per_inch=300)[0]
        found = [each.text for each in zxingcpp.read_barcodes(page)]
        assert [_lines(each) for each in found] == [_lines(text)]
        assert _lines(cv2.QRCodeDetectorAruco().detectAndDecode(page)[0]) == _lines(text)


def test_a_plan_without_a_date_has_no_code() -> None:
    page = pages(printed(example("lost-card.json"), "zh"), dots_per_inch=300)[0]
    assert not zxingcpp.read_barcodes(page)


def test_a_paper_that_is_ready_is_ticked() -> None:
    plan = example("newborn-zhengzhou.json")
    ticks = [paper.tick for trip in trips(plan=plan).trips for paper in trip.papers]
    assert printed(plan, "zh", ticks=ticks) != printed(plan, "zh")
    ink = [sum(int((page < 128).sum()) for page in pages(file))
           for file in (printed(plan, "zh"), printed(plan, "zh", ticks=ticks))]  # fmt: skip
    assert ink[0] < ink[1]


def test_the_same_plan_gives_the_same_file() -> None:
    plan = example("not-sure.json")
    assert printed(plan, "zh") == printed(plan, "zh")


def test_many_families_at_once_each_get_their_own() -> None:
    plans = [example(name) for name in EXAMPLES]
    alone = [printed(plan, "zh") for plan in plans]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda plan: printed(plan, "zh"), plans)) == alone


@given(situations())
@settings(max_examples=25)
def test_any_family_gets_a_file(situation: dict[str, Any]) -> None:
    plan = plan_of(situation)
    for lang in LANGS:
        assert printed(plan, lang).startswith(b"%PDF-")


def _lines(text: str) -> list[str]:
    return text.split()


def _elements(element: Any) -> list[Any]:
    inside = element.get("/K", [])
    found = [element]
    for each in inside if isinstance(inside, list) else [inside]:
        part = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(part, dict) and "/S" in part:
            found += _elements(part)
    return found


def _kinds(root: Any) -> list[str]:
    return [str(each["/S"]) for each in _elements(root) if "/S" in each]
