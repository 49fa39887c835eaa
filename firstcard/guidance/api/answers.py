"""Answers as the API gives them: found by a question, listed by topic, or one by its id."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from msgspec import Struct

from firstcard.guidance.answering import MOST_HITS, ask, known_region
from firstcard.guidance.api.problems import Refused
from firstcard.guidance.search import Hit, QueryError
from firstcard.guidance.words import LANGS, Lang
from firstcard.policy.answers import Answered, TopicList, all_answers
from firstcard.policy.book import RuleBook
from firstcard.policy.format import Text
from firstcard.policy.region_codes import NATION
from firstcard.policy.situation import FieldError

_WRONG = Text("A parameter cannot be used; see errors.", "参数无法使用，详见 errors。")


class AnswerList(Struct, frozen=True):
    """What was found, best first, and the best answer among it, whole; or, without a question,
    every question by topic."""

    region: str
    region_name: Text
    on: date
    hits: list[Hit]
    answer: Answered | None
    topics: list[TopicList]


def by_topic(*, book: RuleBook, region: str, on: date) -> AnswerList:
    """Every question of a region."""
    topics = all_answers(book=book, region=region)
    return AnswerList(region, book.region_name(region), on, [], None, topics)


def found(
    *, book: RuleBook, query: str, region: str, on: date, lang: Lang, limit: int
) -> AnswerList:
    """What answers a question. Raises Refused for one that is not searched for."""
    try:
        result = ask(book=book, query=query, region=region, on=on, lang=lang, limit=limit)
    except QueryError as error:
        wrong = FieldError("q", error.text)
        raise Refused(HTTPStatus.BAD_REQUEST, error.text, [wrong]) from None
    return AnswerList(region, book.region_name(region), on, result.hits, result.answered, [])


def read_region(*, book: RuleBook, region: str | None) -> str:
    """The region asked for, by default the country. Raises Refused for an unknown one."""
    if region is None:
        return NATION
    if not known_region(book=book, code=region):
        message = Text(
            "is no known division code, such as 410100", "不是已知的行政区划代码，例如 410100"
        )
        raise _wrong("region", message)
    return region


def read_lang(*, lang: str | None, preferred: Lang) -> Lang:
    """The language asked for, by default that of Accept-Language. Raises Refused."""
    if lang is None:
        return preferred
    if lang not in LANGS:
        raise _wrong("lang", Text("must be one of the listed values", "应为所列值之一"), *LANGS)
    return "zh" if lang == "zh" else "en"


def read_limit(*, limit: int) -> int:
    """How many hits. Raises Refused outside 1 to 20."""
    if not 1 <= limit <= MOST_HITS:
        message = Text(
            f"must be a number from 1 to {MOST_HITS}", f"应为 1 至 {MOST_HITS} 之间的数字"
        )
        raise _wrong("limit", message)
    return limit


def _wrong(field: str, message: Text, *allowed: str) -> Refused:
    error = FieldError(field, message, allowed)
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, _WRONG, [error])
