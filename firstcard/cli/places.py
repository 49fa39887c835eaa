"""A place as one types it on the command line: a code, or a name that means one place only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstcard.cli.speech import Refusal, say, spoken

if TYPE_CHECKING:
    from firstcard.policy.book import RuleBook

_MOST = 8
_KINDS_EN = (" district", " county", " city", " prefecture")


def region_of(*, option: str, text: str | None, book: RuleBook) -> str:
    """The division's code; the country where nothing is given.

    Raises Refusal where no place or more than one is called so.
    """
    from firstcard.guidance.answering import known_region
    from firstcard.policy.region_codes import NATION

    if text is None or known_region(book=book, code=text):
        return text or NATION
    found = book.divisions.search(text, limit=_MOST)
    meant = _largest([code for code in found if _is_called(text, code, book)]) or _largest(found)
    if len(meant) != 1:
        raise Refusal(_which(option, text, meant, book))
    return meant[0]


def _is_called(text: str, code: str, book: RuleBook) -> bool:
    """Whether this is the place's whole name, with or without the word for its kind."""
    zh, en = book.divisions.name(code, "zh"), book.divisions.name(code, "en").casefold()
    bare = next((en.removesuffix(kind) for kind in _KINDS_EN if en.endswith(kind)), en)
    return text.casefold() in (zh, zh[:-1], en, bare)


def _largest(codes: list[str]) -> list[str]:
    """Of these places those that lie in none of the others."""
    from firstcard.policy.region_codes import lies_in

    return [
        code for code in codes if not any(lies_in(code, other) for other in codes if other != code)
    ]


def _which(option: str, text: str, codes: list[str], book: RuleBook) -> str:
    if not codes:
        return say(
            f"{option}: no division is called {text!r}; give a name or a code such as 410100",
            f"{option}：没有名为“{text}”的行政区划，请填写名称或代码，例如 410100",
        )
    places = [f"{code} {spoken(book.region_name(code))}" for code in codes]
    return say(
        f"{option}: {text!r} may be one of these: {'; '.join(places)}",
        f"{option}：“{text}”可能是：{'；'.join(places)}",
    )
