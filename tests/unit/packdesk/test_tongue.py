"""Conditions, spans and reasons in words, in both languages."""

from pathlib import Path

import pytest

from firstcard.packdesk.presenters.tongue import Tongue
from firstcard.policy.book import RuleBook
from firstcard.policy.conditions import Condition
from firstcard.policy.loading import load

PACKS = Path(__file__).resolve().parents[3] / "packs"


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load(root=PACKS)


@pytest.mark.parametrize(("written", "en", "zh"), [
    ({"guardian": "not(institution)"}, "who the guardian is: not a child",
     "监护人：不是"),
    ({"child.age_years": "< 16"}, "the child's age in years: under 16", "孩子的周岁年龄：小于16"),
    ({"child.age_years": "[2..5)"}, "the child's age in years: 2 to under 5",
     "孩子的周岁年龄：2至5（不含5）"),
    ({"region": "410100"}, "Zhengzhou, Henan", "河南省郑州市"),
    ({"parents.married": "yes"}, "whether the parents are married: Yes", "父母是否已婚：是"),
    ({"chosen.enrolment": "id-number"}, "With the citizen ID number", "凭公民身份号码"),
    ({"child.born_on": ">= 2026-09-01"}, "at least Tue 1 Sep 2026", "不少于2026年9月1日（周二）"),
])  # fmt: skip
def test_a_condition_in_words(book: RuleBook, written: dict[str, str], en: str, zh: str) -> None:
    condition = Condition.parse(written)
    assert en in Tongue("en", book, ("cn",)).condition(condition)
    assert zh in Tongue("zh", book, ("cn",)).condition(condition)


def test_one_of_several_stands_in_brackets(book: RuleBook) -> None:
    either = [{"parents.mother.insurance": "employee"}, {"parents.father.insurance": "employee"}]
    condition = Condition.parse({"child.foundling": "no", "any": either})
    said = Tongue("zh", book, ("cn",)).condition(condition)
    first, _, rest = said.partition(" · ")
    assert first == "是否为弃婴：否"
    assert rest.startswith("（任选其一：母亲")
    assert " / 父亲" in rest


def test_a_reason_leads_to_the_pack_that_writes_it(book: RuleBook) -> None:
    rule = book.packs["cn-4101"].documents["enrolment"].versions
    assert rule
    (within,) = rule[0].within or ()
    local, law = Tongue("en", book, book.chain_of("cn-4101")).bases(within.basis)
    assert local.href == "/policy/cn-4101/laws/#zhengzhou-newborn-2022"
    assert law.href == "/policy/cn/laws/#nhsa-2021-11-10"
    assert (local.certainty, local.required) == ("reported", False)
