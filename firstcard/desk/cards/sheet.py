"""A page with one form about a card: boxes to type in, lists and marks to choose from.

A view tells what is asked; what was typed stays there, and what is wrong is said at its box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from firstcard.core.refusals import Refusal
from firstcard.desk.cards.opening import Opened
from firstcard.desk.views import pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing that is asked: its name, its words, an example, how it is typed.

    `options`: to choose from, each with its words; `many`: as many of them as are right, else one.
    `value`: what stands there at first. `mode`: of the keypad, as inputmode. `long`: several lines.
    `file`: a picture to choose.
    """

    name: str
    label: str
    hint: str = ""
    mode: str = "text"
    value: str = ""
    options: Sequence[tuple[str, str]] = field(default_factory=tuple)
    many: bool = False
    long: bool = False
    file: bool = False

    @property
    def control(self) -> str:
        """The id of the first thing that takes the keyboard."""
        return f"{self.name}-{self.options[0][0]}" if self.options else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page with one form, its words in the page's language.

    `notes`: sentences above the boxes. `deletes`: the button cannot be taken back. `folded`: what
    few need, under the words of `fold`; open once something is typed or wrong there. `back`: words
    and address of another page than the card's to go back to.
    """

    title: str
    button: str
    asks: Sequence[Ask]
    lead: str = ""
    notes: Sequence[str] = ()
    deletes: bool = False
    folded: Sequence[Ask] = ()
    fold: str = ""
    back: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class AskView:
    """An `Ask` as it is drawn, with what was typed and what is wrong."""

    ask: Ask
    value: str
    error: str
    options: list[tuple[str, str, bool]]


def shown(request: HttpRequest, found: Opened, sheet: Sheet, refusal: Refusal | None = None, *,
          template: str = "sheet", **context: Any) -> HttpResponse:  # fmt: skip
    """The page, with what was typed and what was refused.

    `template`: one that extends the sheet's, with its `context`.
    """
    return _drawn(request, sheet, refusal, template, card=found.card, version=found.card.version,
                  **context)  # fmt: skip


def of_no_card(request: HttpRequest, sheet: Sheet, refusal: Refusal | None = None, *,
               template: str = "sheet", **context: Any) -> HttpResponse:  # fmt: skip
    """The same for a form that is about no one card."""
    return _drawn(request, sheet, refusal, template, card=None, **context)


def _drawn(request: HttpRequest, sheet: Sheet, refusal: Refusal | None, template: str,
           **context: Any) -> HttpResponse:  # fmt: skip
    typed = pages.sent(request)
    ids = {each.name: each.control for each in [*sheet.asks, *sheet.folded]}
    told = pages.mistakes(refusal, ids, next(iter(ids.values()), "do-it"))
    folded = [_view(each, request, typed, told["wrong"]) for each in sheet.folded]
    response = pages.page(
        request, f"cards/{template}", sheet.title, heading=sheet.title, sheet=sheet,
        summary=told["summary"], folded=folded,
        asks=[_view(each, request, typed, told["wrong"]) for each in sheet.asks],
        unfolded=any(_used(each) for each in folded),
        files=any(each.file for each in sheet.asks), **context)  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response


def _used(view: AskView) -> bool:
    return bool(view.value != view.ask.value or view.error)


def _view(ask: Ask, request: HttpRequest, typed: Mapping[str, str],
          wrong: Mapping[str, str]) -> AskView:  # fmt: skip
    value = typed.get(ask.name, "" if typed else ask.value)
    chosen = request.POST.getlist(ask.name) if typed else [ask.value]
    return AskView(ask, value, wrong.get(ask.name, ""),
                   [(each, words, each in chosen) for each, words in ask.options])  # fmt: skip
