"""The letter of authority: one page, no names, only matters that somebody else may do."""

import io
from datetime import date, datetime
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings

from firstcard.guidance.paper.letter import Offer, letter_pdf, offered, offered_anyway
from firstcard.guidance.planning import decoded, plan_for
from firstcard.guidance.today import CHINA
from firstcard.guidance.words import LANGS, Lang
from firstcard.policy.format import Text
from tests.poppler import flat, text_of
from tests.unit.policy.random_families import BOOK, GOALS, ROOT, situations

ON = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=CHINA)
LETTER = BOOK.head("letter-of-authority", ("cn",)).letter


def example(name: str, **more: Any) -> dict[str, Any]:
    return decoded((ROOT.parent / "examples" / name).read_bytes()) | more


def of(data: dict[str, Any]) -> Offer | None:
    plan = plan_for(book=BOOK, data=data, on=ON)
    return offered(book=BOOK, region=plan.region, steps=plan.steps)


def matters(**more: Any) -> list[str]:
    data = example("newborn-zhengzhou.json", acts_through="agent", **more)
    found = of(data)
    return [each.zh for each in found.matters] if found else []


def test_its_matters_are_the_steps_that_ask_for_it_once_each() -> None:
    found = matters()
    assert "申领社会保障卡" in found
    assert "领取社会保障卡" in found
    assert len(found) == len(set(found))


def test_what_the_law_wants_done_in_person_is_no_matter_of_it() -> None:
    """The mother signs that the father is not stated; both adopt in person; nobody else may."""
    everything = matters(want=GOALS, have=[])
    assert everything
    assert not {"办理收养登记", "填写父亲信息不详声明"} & set(everything)
    in_person = {"adoption-registration", "father-not-stated-declaration"}
    for name in in_person:
        rule = BOOK.rule(name, ("cn",), ON)
        assert rule
        assert "letter-of-authority" not in {need.document for need in rule.needs}


def test_there_is_none_where_a_parent_goes_and_none_where_no_step_takes_one() -> None:
    plan = plan_for(book=BOOK, data=example("newborn-zhengzhou.json"), on=ON)
    assert offered(book=BOOK, region=plan.region, steps=plan.steps) is None
    assert offered_anyway(book=BOOK, data=example("lost-card.json"), on=ON) is None


def test_who_has_not_said_it_yet_gets_the_same_letter() -> None:
    asked = offered_anyway(book=BOOK, data=example("newborn-zhengzhou.json"), on=ON)
    assert asked
    assert [each.zh for each in asked.matters] == matters()


@pytest.mark.parametrize("lang", LANGS)
def test_it_is_one_page_with_the_wording_that_counts(lang: Lang) -> None:
    assert LETTER
    data = example("newborn-zhengzhou.json", acts_through="agent", want=GOALS, have=[])
    found = of(data)
    assert found
    made = letter_pdf(offer=found, lang=lang, now=NOW)
    assert len(pypdf.PdfReader(io.BytesIO(made)).pages) == 1
    text = flat(text_of(made))
    chinese = [
        LETTER.title,
        LETTER.opening,
        LETTER.powers,
        LETTER.duration,
        *found.matters,
        *LETTER.signatures,
        *(line for part in LETTER.people for line in part.lines),
    ]
    assert [each.zh for each in chinese if flat(each.zh) not in text] == []
    beside = [each.en for each in (LETTER.opening, LETTER.powers, *LETTER.signatures)]
    assert [flat(each) in text for each in beside] == [lang == "en"] * len(beside)


def test_what_looks_like_markup_in_a_pack_stays_text() -> None:
    assert LETTER
    made = letter_pdf(offer=Offer(LETTER, (Text("#pagebreak()", "#pagebreak() $x$ *y*"),)),
                      lang="zh", now=NOW)  # fmt: skip
    assert len(pypdf.PdfReader(io.BytesIO(made)).pages) == 1
    assert "#pagebreak()$x$*y*" in flat(text_of(made))


@given(situations())
@settings(max_examples=25)
def test_for_any_family_it_fits_one_page(situation: dict[str, Any]) -> None:
    data = {key: value for key, value in situation.items() if key != "on"}
    found = offered_anyway(book=BOOK, data=data, on=date.fromisoformat(situation["on"]))
    if found:
        made = letter_pdf(offer=found, lang="en", now=NOW)
        assert len(pypdf.PdfReader(io.BytesIO(made)).pages) == 1
