"""What is said about a number that cannot be right, in both languages."""

from collections.abc import Iterable
from typing import Literal

Texts = dict[Literal["en", "zh"], str]
Message = Literal[
    "wrong-length",
    "old-form",
    "wrong-character",
    "wrong-last-character",
    "letter-for-digit",
    "letter-not-used",
    "first-not-a-letter",
    "impossible-date",
    "date-in-future",
    "swapped",
    "one-wrong",
    "check-failed",
]

NAMES: dict[str, Texts] = {
    "citizen-id": {"en": "citizen ID number", "zh": "公民身份号码"},
    "uscc": {"en": "unified social credit code", "zh": "统一社会信用代码"},
    "birth-certificate": {"en": "birth certificate number", "zh": "出生医学证明编号"},
}
MESSAGES: dict[Message, Texts] = {
    "wrong-length": {
        "en": "A {name} has {expected} characters. This one has {found}.",
        "zh": "{name}应为{expected}位，现在是{found}位。",
    },
    "old-form": {
        "en": "This has 15 digits, the old form. Enter the citizen ID number of 18 digits.",
        "zh": "这是15位的旧号码，请填写18位公民身份号码。",
    },
    "wrong-character": {
        "en": "Character {place} is “{character}”. A digit belongs there.",
        "zh": "第{place}位是“{character}”，这里应为数字。",
    },
    "wrong-last-character": {
        "en": "The last character is “{character}”. It can only be a digit or the letter X.",
        "zh": "最后一位是“{character}”，只能是数字或字母X。",
    },
    "letter-for-digit": {
        "en": "Character {place} is the letter {character}. A digit belongs there, perhaps 0 or 1.",
        "zh": "第{place}位是字母{character}，这里应为数字，可能是0或1。",
    },
    "letter-not-used": {
        "en": "Character {place} is the letter {character}. The letters I, O, S, V and Z are "
        "never used in a unified social credit code. Perhaps it is a digit.",
        "zh": "第{place}位是字母{character}。统一社会信用代码不使用字母I、O、S、V、Z，"
        "这里可能是数字。",
    },
    "first-not-a-letter": {
        "en": "A birth certificate number begins with a letter, followed by nine digits.",
        "zh": "出生医学证明编号以一个字母开头，后面是9位数字。",
    },
    "impossible-date": {
        "en": "Characters 7 to 14 are the date of birth: year, month, day. "
        "This date does not exist. Compare it with the document.",
        "zh": "第7至14位是出生年月日，但这个日期不存在。请与证件核对。",
    },
    "date-in-future": {
        "en": "Characters 7 to 14 are the date of birth. This date is still to come. "
        "Compare it with the document.",
        "zh": "第7至14位是出生年月日，但这个日期还没有到。请与证件核对。",
    },
    # A swap repairs many a number with one wrong digit too, by chance: so "perhaps".
    "swapped": {
        "en": "This {name} cannot be right. Perhaps two neighbouring characters are swapped "
        "({places}). If not, one character is wrong. Compare it with the document.",
        "zh": "这个{name}有误。可能是相邻两位写反了（{places}）；如果不是，就是有一位写错了。"
        "请与证件核对。",
    },
    "one-wrong": {
        "en": "Character {place} looks wrong. Compare it with the document.",
        "zh": "第{place}位可能有误，请与证件核对。",
    },
    "check-failed": {
        "en": "One character of this {name} is wrong: its check character does not fit. "
        "Compare it with the document.",
        "zh": "这个{name}有一位不对：校验码不符。请与证件核对。",
    },
}
NOTES: dict[str, Texts] = {
    "division-unknown": {
        "en": "The first six digits are not a division known here. The number is accepted.",
        "zh": "前6位不是本系统已知的行政区划代码，号码仍予接受。",
    },
    "division-ended-before-birth": {
        "en": "The division in the first six digits was given up before the date of birth. "
        "The number is accepted. Compare it with the document.",
        "zh": "前6位的行政区划代码在出生日期之前已经停用，号码仍予接受。请与证件核对。",
    },
}


def message(code: Message, **values: object) -> Texts:
    """The message in both languages; a value that is itself in both is taken in each."""
    en, zh = MESSAGES[code]["en"], MESSAGES[code]["zh"]
    return {"en": en.format(**_in("en", values)), "zh": zh.format(**_in("zh", values))}


def at(pairs: Iterable[tuple[int, int]]) -> Texts:
    """Pairs of places: 7 and 8, or 9 and 10; 第7和第8位."""
    found = list(pairs)
    return {
        "en": ", or ".join(f"{left} and {right}" for left, right in found),
        "zh": "，或".join(f"第{left}和第{right}位" for left, right in found),
    }


def _in(lang: Literal["en", "zh"], values: dict[str, object]) -> dict[str, object]:
    return {key: value[lang] if isinstance(value, dict) else value for key, value in values.items()}
