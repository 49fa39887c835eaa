"""The six questions in words: what each asks, and which answers it takes.

"Not sure" is an answer of every question. Ids of facts and their values are those of the packs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from firstcard.guidance.forms import questions
from firstcard.guidance.forms.fact_fields import value_options
from firstcard.guidance.forms.fields import NONE, NOT_SURE, UNKNOWN, Field, Option
from firstcard.guidance.forms.places import here_option, local_packs, place_name
from firstcard.guidance.words import WORDS
from firstcard.policy.book import RuleBook
from firstcard.policy.format import Fact, Text
from firstcard.policy.region_codes import NATION

Facts = Mapping[str, Fact]
CARD_AGE = 3  # from this age on a child may well have had a card


@dataclass(frozen=True, slots=True)
class Wording:
    """A question's title, why it is asked, and its short name on the check page."""

    title: Text
    why: Text
    short: Text


WORDING = {
    "place": Wording(
        Text("Where will the child live and be insured?", "孩子将在哪里居住并参保？"),
        Text("Offices, deadlines and premiums differ from place to place.",
             "各地的办理机构、期限和缴费标准不同。"),
        Text("Place", "居住和参保地"),
    ),
    "birth": Wording(
        Text("When and where was the child born?", "孩子何时、在哪里出生？"),
        Text("Most deadlines are counted from the day of birth.", "多数期限从出生之日起计算。"),
        Text("Birth", "出生情况"),
    ),
    "family": Wording(
        Text("Which of these describes the family?", "家庭属于哪种情况？"),
        Text("It decides which papers the police ask for. No family is refused because of it.",
             "这决定办理出生登记需要哪些材料。任何一种情况都可以办理。"),
        Text("Family", "家庭情况"),
    ),
    "register": Wording(
        Text("Which household register will the child join?", "孩子将落户在哪里？"),
        Text("The birth is registered at the police station of that register.",
             "出生登记在该户口所在地的派出所办理。"),
        Text("Household register", "落户"),
    ),
    "ties": Wording(
        Text("What ties the child to the place where you live?", "孩子与居住地有哪些联系？"),
        Text("The register is in another place. One of these is enough to be insured where you "
             "live. Tick all that apply.",
             "孩子户口在外地，符合以下任意一项即可在居住地参保。请选择所有符合的情况。"),
        Text("Ties to the place", "与居住地的联系"),
    ),
    "done": Wording(
        Text("What is done already?", "哪些已经办好？"),
        Text("Tick all that is done. Give the day if you know it: some deadlines start there.",
             "请选择所有已经办好的事项。知道办理日期的请填写，有的期限由此起算。"),
        Text("Done already", "已办事项"),
    ),
}  # fmt: skip


def fields(question: str, *, answers: questions.Answers, rules: RuleBook,
           on: date) -> tuple[Field, ...]:  # fmt: skip
    """The fields of one question as this family is asked it on that day."""
    here, facts = place_name(rules, questions.region(answers)), rules.facts.facts
    if question == "place":
        return (_place(local_packs(rules)),)
    if question == "register":
        return _register(str(answers.get("family", {}).get("family", "")), here, facts)
    if question == "done":
        return (_done(answers, rules, on), *_had_a_card(on, here, answers))
    return {"birth": _birth, "family": _family, "ties": _ties}[question](here, facts)


def _place(packs: Sequence[tuple[str, Text]]) -> Field:
    known = tuple(Option(code, name) for code, name in packs)
    unsure = Option(UNKNOWN, Text("Not sure yet: show the rules for all of China",
                                  "还不确定：先看全国通用规定"))  # fmt: skip
    return Field("region", "place", Text("Place", "地区"), options=(*known, unsure),
                 missing=Text("Choose a place, or 'Not sure yet'", "请选择地区，或选择“还不确定”"),
                 hint=Text("These places have rules of their own here. For any other place, search "
                           "for it below.",
                           "以下地区收录了本地规定。其他地区请在下方查找。"))  # fmt: skip


def _where(name: str, label: Text, here: Text | None, *extra: Option,
           hint: Text | None = None, required: bool = True) -> Field:  # fmt: skip
    missing = Text(f"{label.en}: choose a place, or 'Not sure'",
                   f"{label.zh}：请选择地区，或选择“不确定”")  # fmt: skip
    return Field(name, "place", label, options=(*here_option(here), *extra, NOT_SURE), hint=hint,
                 missing=missing if required else None)  # fmt: skip


def _birth(here: Text | None, facts: Facts) -> tuple[Field, ...]:
    return (
        Field("born_on", "date", Text("Date of birth", "出生日期"),
              hint=WORDS["date_hint"],
              missing=Text("Enter the date of birth, or tick that the child is not born yet or "
                           "that you do not know it",
                           "请填写出生日期；尚未出生或不知道日期的，请勾选"),
              unsure=Text("Not born yet, or I do not know the date", "尚未出生，或不知道出生日期")),
        Field("birthplace", "radios", Text("Kind of place", "出生场所"),
              missing=Text("Choose the kind of place, or 'Not sure'",
                           "请选择出生场所，或选择“不确定”"),
              options=(*value_options(facts["child.birthplace"]), NOT_SURE)),
        _where("birth_region", Text("Place of birth", "出生地"), here,
               hint=Text("Outside mainland China: choose 'Not sure'.",
                         "在内地以外出生的，请选择“不确定”。")),
    )  # fmt: skip


def _family(here: Text | None, facts: Facts) -> tuple[Field, ...]:
    adopted = Field("adopted_on", "date", Text("The day the adoption was registered (optional)",
                                               "收养登记日期（选填）"))  # fmt: skip
    return (Field(
        "family", "radios", Text("Family", "家庭情况"),
        missing=Text("Choose what describes the family, or 'Not sure'",
                     "请选择家庭情况，或选择“不确定”"),
        options=(
            Option("married", Text("The parents are married", "父母已婚")),
            Option("unmarried-mother", Text("Not married; the child joins the mother's register",
                                            "父母未婚，孩子随母亲落户")),
            Option("unmarried-father", Text("Not married; the child joins the father's register",
                                            "父母未婚，孩子随父亲落户")),
            Option("father-not-stated", Text("The father is not known or not stated",
                                             "父亲不明或不填报父亲信息")),
            Option("parents-unable", Text("The parents have died or cannot act",
                                          "父母已去世或无法办理"), reveals=_unable(facts)),
            Option("found-institution", Text("A found child, with a welfare institution",
                                             "弃婴，由儿童福利机构抚养"),
                   reveals=_found("", here)),
            Option("found-adopter", Text("A found child, with adoptive parents",
                                         "弃婴，由收养人抚养"),
                   reveals=(*_found("adopter_", here), adopted)),
            NOT_SURE,
        )),)  # fmt: skip


def _found(prefix: str, here: Text | None) -> tuple[Field, ...]:
    return (
        Field(f"{prefix}found_on", "date", Text("The day the child was found (optional)",
                                                "捡拾日期（选填）")),
        _where(f"{prefix}found_region", Text("Place where the child was found (optional)",
                                             "捡拾地（选填）"), here, required=False),
    )  # fmt: skip


def _unable(facts: Facts) -> tuple[Field, ...]:
    return (
        Field("unable", "radios", Text("What has happened to the parents?", "父母是什么情况？"),
              missing=Text("Choose what has happened to the parents, or 'Not sure'",
                           "请选择父母的情况，或选择“不确定”"),
              options=(Option("dead", Text("Both have died", "均已去世")),
                       Option("absent", Text("They are absent or unable to act",
                                             "失联或无能力办理")),
                       NOT_SURE)),
        Field("guardian", "radios", Text("Who is the guardian?", "监护人是谁？"),
              missing=Text("Choose who the guardian is, or 'Not sure'",
                           "请选择监护人，或选择“不确定”"),
              options=(*value_options(facts["guardian"], without="parent"), NOT_SURE)),
    )  # fmt: skip


def _register(family: str, here: Text | None, facts: Facts) -> tuple[Field, ...]:
    where = _where("register_region", Text("Where is that register?", "该户口在哪里？"), here)
    if family in ("married", "parents-unable", UNKNOWN, ""):
        return (_whose(facts), where)
    return (where,)


def _whose(facts: Facts) -> Field:
    return Field("follows", "radios", Text("Whose register is it?", "随谁落户？"),
                 missing=Text("Choose whose register, or 'Not sure'",
                              "请选择随谁落户，或选择“不确定”"),
                 options=(*value_options(facts["child.follows"]), NOT_SURE))  # fmt: skip


def _ties(here: Text | None, facts: Facts) -> tuple[Field, ...]:
    return (Field(
        "links", "ticks", Text("Ties to the place", "与居住地的联系"),
        missing=Text("Tick what applies, 'None of these' or 'Not sure'",
                     "请选择符合的情况、“以上都没有”或“不确定”"),
        options=(
            *value_options(facts["child.links"]),
            Option(NONE, WORDS["none_of_set"], alone=True),
            Option(UNKNOWN, NOT_SURE.label, alone=True),
        )),)  # fmt: skip


def _done(answers: questions.Answers, rules: RuleBook, on: date) -> Field:
    options = [
        _done_option(document, year, name, questions.born_on(answers))
        for document, year, name in _done_items(questions.region(answers), rules, on)
    ]
    options.append(Option(NONE, Text("None of these yet", "都还没有办"), alone=True))
    options.append(Option(UNKNOWN, NOT_SURE.label, alone=True))
    return Field("done", "ticks", Text("Done already", "已办事项"), options=tuple(options),
                 missing=Text("Tick what is done, 'None of these yet' or 'Not sure'",
                              "请选择已办事项、“都还没有办”或“不确定”"))  # fmt: skip


def _done_items(region: str | None, rules: RuleBook,
                on: date) -> Iterator[tuple[str, int | None, Text]]:  # fmt: skip
    """Document, year and words; what comes every year is offered for this year and the next."""
    region = region or NATION
    chain = rules.chain(region)
    for item in rules.done(region):
        if "year" not in rules.head(rules.documents[item.document], chain).per:
            yield item.document, None, item.name
            continue
        for year in (on.year, on.year + 1):
            yield item.document, year, _of_year(item.name, year)


def _of_year(name: Text, year: int) -> Text:
    words = WORDS["step_of_year"]
    return Text(
        words.en.format(title=name.en, year=year), words.zh.format(title=name.zh, year=year)
    )


def _done_option(document: str, year: int | None, label: Text, born: date | None) -> Option:
    name = questions.held_name(document, year)
    day = Field(f"{name}-on", "date", Text("When? (optional)", "办理日期（选填）"), least=born)
    return Option(name, label, reveals=(day,))


def _had_a_card(on: date, here: Text | None,
                answers: questions.Answers) -> tuple[Field, ...]:  # fmt: skip
    born = str(answers.get("birth", {}).get("born_on", ""))
    if not born[:4].isdigit() or on.year - int(born[:4]) < CARD_AGE:
        return ()
    never = Option(NONE, Text("Never had one", "从未领过"))
    return (_where("had_card", Text("Has the child ever had a social security card? Where was it "
                                    "issued?", "孩子以前领过社会保障卡吗？在哪里领的？"),
                   here, never),)  # fmt: skip
