"""What is wrong with an answer is found when its pack is read: file, line, and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_packs import COUNTRY, Files, problems, small

from firstcard.policy.answer_checks import sentences
from firstcard.policy.reading import PackError

TOPICS = """\
topics:
  - {id: first, name: {en: First, zh: 一}}
"""
PACK = COUNTRY["pack.yaml"] + TOPICS
SOUND = """\
id: late
topic: first
question: {en: Late?, zh: 晚？}
asked_as: {en: [too late], zh: [太晚]}
about: [card]
given: {flag: yes}
want: [card]
say:
  - when: {child.school: school}
    text: {en: "{within:card} at school. Go.", zh: "在校{within:card}。去。"}
  - text: {en: "You have {within:card}. Go to the {where:card}.", zh: "有{within:card}。请到{where:card}。"}
ask: counter
more: [other]
"""  # noqa: E501
OTHER = """\
id: other
topic: first
question: {en: Other?, zh: 别的？}
about: [form]
say: [{text: {en: Yes., zh: 是。}}]
"""
LAST = '  - text: {en: "You have'
FILES: Files = {"pack.yaml": PACK, "answers/late.yaml": SOUND, "answers/other.yaml": OTHER}


def test_a_sound_answer_has_no_problem(tmp_path: Path) -> None:
    book = small(tmp_path, FILES)
    assert problems(book) == []
    assert list(book.packs["cn"].answers) == ["late", "other"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "allowed"),
    [
        ("id: late", "id: latte", 1, 'id: the id "latte" is not the file\'s name', "late"),
        ("topic: first", "topic: frist", 2, 'topic: unknown topic "frist"', "first"),
        ("topic: first\n", "", 1, 'the key "topic" is missing', None),
        ("about: [card]", "about: [crad]", 5, 'about[0]: unknown document "crad"', "card"),
        ("about: [card]", "about: []", 5, "about: the list is empty", "one entry"),
        ("want: [card]", "want: [card, crad]", 7, 'want[1]: unknown document "crad"', "card"),
        ("given: {flag: yes}", "given: {flga: yes}", 6, "given.flga: is not a known fact", "flag"),
        ("given: {flag: yes}", "given:\n  flag: perhaps", 7, "given.flag: must be true or false",
         None),
        ("given: {flag: yes}", "given: {child: {school: hut}}", 6, "given.child.school: must be",
         "college"),
        ("given: {flag: yes}", "given: {have: [crad]}", 6, "given.have[0].id: is not a known",
         "card"),
        ("given: {flag: yes}", "given: {child.born_on: 2026-01-01}", 6,
         "given.child.born_on: child.born_on is the family's own", None),
        ("given: {flag: yes}", "given: {region: '410000'}", 6, "given.region: region is the", None),
        ("{within:card} at", "{withn:card} at", 10, 'say[0].text.en: unknown slot "withn"',
         "{within:<document>}"),
        ("在校{within:card}", "在校{within:crad}", 10, 'text.zh: unknown document "crad"', "card"),
        ("在校{within:card}", "在校", 10, "say[0].text: en and zh have different slots",
         "within:card, none"),
        ("{where:card}.", "{where:card.", 11, "say[1].text.en: a brace without", "{slot}"),
        ("{where:card}.", "{region:card}.", 11, "the slot region names nothing", "{region}"),
        ("{where:card}.", "{premium:now}.", 11, 'unknown year "now"', "this-year, next-year"),
        ("请到{where:card}。", "请。到。{where:card}。", 11, "text.zh: 4 sentences", "one or 2"),
        ("Go.", "Go. Now!", 10, "say[0].text.en: 3 sentences", "one or 2"),
        ("ask: counter", "ask: conter", 12, 'ask: unknown office kind "conter"', "counter"),
        ("more: [other]", "more: [othr]", 13, 'more[0]: unknown answer "othr"', "other"),
        ("more: [other]", "more: [late]", 13, 'more[0]: unknown answer "late"', "other"),
        ("when: {child.school: school}", "when: {child.scool: school}", 9,
         "say[0].when: unknown fact child.scool", "child.school"),
        ("more: [other]", "moer: [other]", 13, 'moer: unknown key "moer"', "more"),
        ("topic: first", "topic: first\nchange: overlay", 3, "change: no parent pack has this",
         "add"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str, allowed: str | None
) -> None:
    assert old in SOUND
    lines = _broken(tmp_path, SOUND.replace(old, new, 1))
    (found,) = [each for each in lines if message in each]
    assert f"/cn/answers/late.yaml:{line}: " in found
    assert allowed is None or allowed in found.partition("; allowed: ")[2]


def _broken(root: Path, text: str) -> list[str]:
    """The problems of the packs with this answer; without a nation no book can be made."""
    try:
        return problems(small(root, {**FILES, "answers/late.yaml": text}))
    except PackError as error:
        return [str(each) for each in error.problems]


def test_a_condition_on_the_last_variant_needs_someone_to_ask(tmp_path: Path) -> None:
    text = SOUND.replace(LAST, '  - when: {flag: yes}\n    text: {en: "You have')
    assert _broken(tmp_path / "asked", text) == []
    (found,) = _broken(tmp_path / "not", text.replace("ask: counter\n", ""))
    assert "late.yaml:11: say[1].when: the last variant has a condition" in found
    assert "ask: <office kind>" in found


def test_a_text_that_says_it_is_not_known_names_whom_to_ask(tmp_path: Path) -> None:
    text = SOUND.replace(LAST, '  - unknown: yes\n    text: {en: "You have')
    assert _broken(tmp_path / "asked", text) == []
    (found,) = _broken(tmp_path / "not", text.replace("ask: counter\n", ""))
    assert "late.yaml:11: say[1].unknown: whom to ask is missing" in found


class TestInALocalPack:
    def book(self, root: Path, city: str) -> list[str]:
        return problems(small(root, FILES, city={"answers/late.yaml": city}))

    def test_an_answer_of_the_parent_is_changed_openly(self, tmp_path: Path) -> None:
        (found,) = self.book(tmp_path, SOUND)
        assert "cn-4101/answers/late.yaml:1: id: a parent pack has this answer" in found
        assert "change: overlay, change: withdraw" in found

    def test_a_withdrawal_has_a_reason(self, tmp_path: Path) -> None:
        (found,) = self.book(tmp_path / "none", "id: late\nchange: withdraw\n")
        assert "cn-4101/answers/late.yaml:1: because: change: withdraw needs a reason" in found
        given = "id: late\nchange: withdraw\nbecause: {en: gone, zh: 没了}\n"
        assert self.book(tmp_path / "given", given) == []

    def test_an_overlay_says_only_what_differs(self, tmp_path: Path) -> None:
        text = "id: late\nchange: overlay\nsay: [{text: {en: Here., zh: 这里。}}]\n"
        assert self.book(tmp_path, text) == []

    def test_a_paper_of_a_place_is_unknown_to_the_nation(self, tmp_path: Path) -> None:
        paper = COUNTRY["documents/form.yaml"].replace("id: form", "id: slip")
        nation = {**FILES, "answers/other.yaml": OTHER.replace("[form]", "[slip]")}
        with pytest.raises(PackError) as refused:
            small(tmp_path, nation, city={"documents/slip.yaml": paper})
        assert 'about[0]: unknown document "slip"' in str(refused.value)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ("{flga: yes}", "usual.facts.flga: is not a known fact"),
        ("{child.born_on: 2026-01-01}", "usual.facts.child.born_on: child.born_on is the family's"),
    ],
)
def test_the_usual_family_has_known_facts(tmp_path: Path, facts: str, message: str) -> None:
    usual = f"usual:\n  name: {{en: We, zh: 我}}\n  age: {{days: 3}}\n  facts: {facts}\n"
    with pytest.raises(PackError) as refused:
        small(tmp_path, {**FILES, "pack.yaml": PACK + usual})
    assert f"pack.yaml:12: {message}" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "lang", "count"),
    [
        ("One. Two.", "en", 2),
        ("It costs 1.50 yuan. Pay!", "en", 2),
        ("Where? {where:card}. There.", "en", 3),
        ("No full stop", "en", 1),
        ("一句。两句！", "zh", 2),
        ("问“谁？”再答。", "zh", 2),
        ("", "zh", 0),
    ],
)
def test_sentences_are_counted(text: str, lang: str, count: int) -> None:
    assert sentences(text, lang) == count
