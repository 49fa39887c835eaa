"""Answers say what the rules of the place say, and nothing that the rules do not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from random_families import BOOK, PLACES, ROOT, situations
from small_packs import BASIS, CITY, COUNTRY, Files, problems, small

from firstcard.policy.answer_checks import sentences
from firstcard.policy.answers import Answered, all_answers, answer_for, heads
from firstcard.policy.book import RuleBook
from firstcard.policy.diff import diff_packs
from firstcard.policy.packs import digest

ON = date(2026, 6, 10)
PACK = COUNTRY["pack.yaml"] + "topics: [{id: first, name: {en: First, zh: 一}}]\n"
SLOTS = ("region", "where:card", "within:card", "takes:card", "fee:card", "papers:card",
         "keeps:card", "due:card")  # fmt: skip
CARD = COUNTRY["documents/card.yaml"] + "    keeps: {months: 1}\n    fee: {amount: '20.00'}\n"


def asking(say: str, more: str = "") -> str:
    return (f"id: late\ntopic: first\nquestion: {{en: Late?, zh: 晚？}}\nabout: [card]\n"
            f"say:\n{say}{more}")  # fmt: skip


def saying(slot: str, when: str = "") -> str:
    condition = f"when: {{{when}}}, " if when else ""
    return f"  - {{{condition}text: {{en: 'It is {{{slot}}}.', zh: '是{{{slot}}}。'}}}}\n"


def book_of(root: Path, text: str, **parts: Files) -> RuleBook:
    cn = {"pack.yaml": PACK, "documents/card.yaml": CARD, "answers/late.yaml": text}
    book = small(root, {**cn, **parts.pop("cn", {})}, **parts)
    assert problems(book) == []
    return book


def said(book: RuleBook, region: str = "410100", **told: Any) -> str:
    return answer_for(book=book, id="late", region=region, on=ON, told=told).say.en


class TestSlots:
    @pytest.mark.parametrize(
        ("slot", "en", "zh"),
        [
            ("where:card", "Counter", "窗口"),
            ("within:card", "10 days", "10天"),
            ("takes:card", "5 days", "5天"),
            ("fee:card", "20 yuan", "20元"),
            ("papers:card", "form", "表"),
            ("keeps:card", "one month", "1个月"),
        ],
    )
    def test_each_says_the_rule(self, tmp_path: Path, slot: str, en: str, zh: str) -> None:
        book = book_of(tmp_path, asking(saying(slot)))
        answer = answer_for(book=book, id="late", region="410100", on=ON)
        assert (answer.state, answer.say.en, answer.say.zh) == (
            "given",
            f"It is {en}.",
            f"是{zh}。",
        )

    def test_the_last_day_only_where_the_birth_was_told(self, tmp_path: Path) -> None:
        text = asking(saying("due:card"), "ask: counter\n")
        usual = PACK + "usual: {name: {en: us, zh: 我}, age: {days: 3}, facts: {flag: no}}\n"
        book = book_of(tmp_path, text, cn={"pack.yaml": usual})
        assert said(book).startswith("We have no sure answer")
        assert said(book, **{"child.born_on": "2026-06-05"}) == "It is Monday 15 June 2026."

    def test_the_most_local_rule_counts(self, tmp_path: Path) -> None:
        local = ("id: card\nchange: overlay\nversions:\n  - from: 2021-01-01\n    within: "
                 f"[{{id: limit, days: 7, of: birth, basis: {BASIS}}}]\n")  # fmt: skip
        book = book_of(tmp_path, asking(saying("within:card")),
                       city={"documents/card.yaml": local})  # fmt: skip
        assert said(book) == "It is 7 days."
        assert said(book, "410200") == "It is 10 days."
        assert said(book, "000000") == "It is 10 days."

    def test_the_usual_family_fills_what_nobody_told(self, tmp_path: Path) -> None:
        usual = PACK + "usual: {name: {en: us, zh: 我}, age: {days: 3}, facts: {flag: yes}}\n"
        book = book_of(tmp_path, asking(saying("papers:card")), cn={"pack.yaml": usual})
        assert said(book) == "It is photo and form."
        assert said(book, flag=False) == "It is form."

    def test_two_limits_that_may_hold_are_not_guessed_between(self, tmp_path: Path) -> None:
        card = CARD.replace(
            "    within:\n",
            f"    within:\n      - {{id: soon, days: 3, of: birth, when: {{flag: yes}}, "
            f"basis: {BASIS}}}\n",
        )
        book = book_of(tmp_path, asking(saying("within:card"), "ask: counter\n"),
                       cn={"documents/card.yaml": card})  # fmt: skip
        assert said(book).startswith("We have no sure answer")
        assert said(book, flag=True) == "It is 3 days."
        assert said(book, flag=False) == "It is 10 days."


class TestVariants:
    def test_the_first_that_holds_and_can_be_filled(self, tmp_path: Path) -> None:
        say = (saying("region", "child.school: school") + saying("within:photo")
               + saying("fee:card"))  # fmt: skip
        book = book_of(tmp_path, asking(say))
        assert said(book) == "It is 20 yuan."
        assert said(book, **{"child.school": "school"}).startswith("It is 4101")

    def test_what_is_not_known_says_so_and_whom_to_ask(self, tmp_path: Path) -> None:
        book = book_of(tmp_path, asking(saying("within:photo"), "ask: counter\n"))
        answer = answer_for(book=book, id="late", region="410100", on=ON)
        assert (answer.state, answer.ask) == ("unknown", "counter")
        assert "Ask the Counter." in answer.say.en
        assert "请咨询窗口" in answer.say.zh

    def test_without_ask_it_names_the_office_of_the_first_step(self, tmp_path: Path) -> None:
        book = book_of(tmp_path, asking(saying("within:photo")))
        assert answer_for(book=book, id="late", region="410100", on=ON).ask == "counter"

    def test_a_text_may_say_itself_that_it_is_not_known(self, tmp_path: Path) -> None:
        say = "  - {unknown: yes, text: {en: 'Nobody knows.', zh: '不清楚。'}}\n"
        book = book_of(tmp_path, asking(say, "ask: counter\n"))
        answer = answer_for(book=book, id="late", region="410100", on=ON)
        assert (answer.state, answer.say.en) == ("unknown", "Nobody knows.")


class TestToldAndGiven:
    GIVEN = "given: {flag: yes}\n"

    def test_what_is_given_stands_over_what_was_told(self, tmp_path: Path) -> None:
        book = book_of(tmp_path, asking(saying("papers:card"), self.GIVEN))
        assert said(book, flag=False) == "It is photo and form."

    @pytest.mark.parametrize(
        "told",
        [
            {"flga": True},
            {"flag": "perhaps"},
            {"child.born_on": "2026-06-11"},
            {"have": "card"},
            {"have": ["crad"]},
            {"children": [{"born_on": "soon"}]},
            {"children": 3},
            {"child": {"school": None}},
        ],
    )
    def test_told_facts_that_cannot_be_are_left_aside(
        self, tmp_path: Path, told: dict[str, Any]
    ) -> None:
        book = book_of(tmp_path, asking(saying("fee:card")))
        assert said(book, **told) == "It is 20 yuan."

    def test_who_has_it_already_is_still_told_how(self, tmp_path: Path) -> None:
        book = book_of(tmp_path, asking(saying("papers:card")))
        answer = answer_for(book=book, id="late", region="410100", on=ON, told={"have": ["card"]})
        assert answer.say.en == "It is form."
        assert [step.id for step in answer.steps] == ["card"]

    def test_place_and_day_are_those_asked_for(self, tmp_path: Path) -> None:
        book = book_of(tmp_path, asking(saying("fee:card")))
        told = {"region": "110101", "on": "2020-01-01", "want": ["photo"], "flag": True}
        answer = answer_for(book=book, id="late", region="410100", on=ON, told=told)
        assert (answer.region, answer.on) == ("410100", ON)
        assert [step.id for step in answer.steps] == ["card"]
        assert answer.usual is None


class TestLocalPacks:
    def test_an_overlay_replaces_whole_keys(self, tmp_path: Path) -> None:
        over = "id: late\nchange: overlay\nsay: [{text: {en: Here., zh: 这里。}}]\n"
        book = book_of(tmp_path, asking(saying("fee:card")), city={"answers/late.yaml": over})
        assert said(book) == "Here."
        assert said(book, "410200") == "It is 20 yuan."
        assert heads(book=book, region="410100")["late"].topic == "first"

    def test_a_withdrawn_answer_is_gone_there(self, tmp_path: Path) -> None:
        gone = "id: late\nchange: withdraw\nbecause: {en: No., zh: 无。}\n"
        book = book_of(tmp_path, asking(saying("fee:card")), city={"answers/late.yaml": gone})
        assert all_answers(book=book, region="410100") == []
        with pytest.raises(KeyError):
            answer_for(book=book, id="late", region="410100", on=ON)
        (topic,) = all_answers(book=book, region="410200")
        assert (topic.id, [each.id for each in topic.answers]) == ("first", ["late"])

    def test_a_city_adds_its_own_under_its_own_topic(self, tmp_path: Path) -> None:
        own = asking(saying("fee:card")).replace("late", "own", 1).replace("first", "here")
        city = {
            "answers/own.yaml": own,
            "pack.yaml": CITY["pack.yaml"] + "topics: [{id: here, name: {en: H, zh: 这}}]\n",
        }
        book = book_of(tmp_path, asking(saying("fee:card")), city=city)
        assert [t.id for t in all_answers(book=book, region="410100")] == ["first", "here"]
        assert [t.id for t in all_answers(book=book, region="000000")] == ["first"]


def test_answers_are_part_of_the_packs_digest_and_of_a_diff(tmp_path: Path) -> None:
    old = book_of(tmp_path / "old", asking(saying("fee:card")))
    new = book_of(tmp_path / "new", asking(saying("takes:card")))
    assert digest(old.packs["cn"].folder) != digest(new.packs["cn"].folder)
    paths = [change.path for change in diff_packs(old=old.packs, new=new.packs)]
    assert paths == ["answers.late.say"]


class TestTheShippedPacks:
    """The pack's numbers, read by another reader."""

    def written(self, pack: str, document: str) -> Any:
        path = ROOT / pack / "documents" / f"{document}.yaml"
        return yaml.safe_load(path.read_text(encoding="utf-8"))["versions"][-1]

    def test_the_days_to_enrol(self) -> None:
        (newborn,) = [w for w in self.written("cn", "enrolment")["within"] if w["id"] == "newborn"]
        answer = answer_for(book=BOOK, id="late", region="110101", on=ON)
        assert f"{newborn['days']} days" in answer.say.en
        assert f"{newborn['days']}天" in answer.say.zh

    def test_the_days_for_a_bill(self) -> None:
        (takes,) = self.written("cn", "manual-reimbursement")["takes"]
        answer = answer_for(book=BOOK, id="already-paid", region="000000", on=ON)
        assert f"{takes['most']['working_days']} working days" in answer.say.en

    def test_a_city_without_a_pack_is_answered_and_says_so(self) -> None:
        answer = answer_for(book=BOOK, id="late", region="410300", on=ON)
        assert answer.notices[0].kind == "region"
        assert [pack.id for pack in answer.packs] == ["cn", "cn-41"]

    def test_nothing_told_means_steps_without_dates(self) -> None:
        answer = answer_for(book=BOOK, id="late", region="410100", on=ON)
        assert answer.usual is not None
        assert {(s.earliest, s.start_by, s.due, s.due_why) for s in answer.steps} == {(None,) * 4}
        told = {"child": {"born_on": "2026-06-01"}, "guardian": "parent"}
        dated = answer_for(book=BOOK, id="late", region="410100", on=ON, told=told)
        assert dated.usual is None
        assert any(step.due for step in dated.steps)

    def test_every_law_and_source_of_an_answer_is_there(self) -> None:
        for name in heads(book=BOOK, region="410100"):
            answer = answer_for(book=BOOK, id=name, region="410100", on=ON)
            named = {ref for step in answer.steps for ref in step.basis}
            named |= {ref for each in answer.notices for ref in (*each.sources, *each.prevails)}
            assert named <= set(answer.references)


def whole(answer: Answered) -> None:
    """Two sentences in both languages without a gap left open, or unknown and whom to ask."""
    for lang, text in (("en", answer.say.en), ("zh", answer.say.zh)):
        assert "{" not in text
        assert 1 <= sentences(text, lang) <= 2, text
    assert answer.state == "given" or answer.ask
    assert answer.region_name.en


@settings(max_examples=150, deadline=None)
@given(
    data=situations(),
    name=st.sampled_from(sorted(heads(book=BOOK, region="410100"))),
    region=st.sampled_from([*PLACES, "000000", "410000", "999999"]),
    day=st.dates(date(2000, 1, 1), date(2035, 12, 31)),
    bare=st.booleans(),
)
def test_every_answer_for_every_family_is_whole(
    data: dict[str, Any], name: str, region: str, day: date, bare: bool
) -> None:
    if name in heads(book=BOOK, region=region):
        whole(answer_for(book=BOOK, id=name, region=region, on=day, told=None if bare else data))
