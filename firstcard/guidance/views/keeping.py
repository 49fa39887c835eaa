"""Where a family's answers lie: in its own cookie, and in the database once it keeps its plan.

The session of a kept plan holds the plan's token and nothing that was told. What one phone saves,
every phone with the same token reads.
"""

import copy
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from msgspec.structs import replace

from firstcard.guidance import operations, queries
from firstcard.guidance.forms import kept
from firstcard.guidance.forms.kept import Kept
from firstcard.guidance.kept_content import Content, merged, plain
from firstcard.guidance.queries import OpenedPlan
from firstcard.guidance.today import now
from firstcard.guidance.tokens import new_token

_TOKEN = "kept"  # noqa: S105 - names of what the session holds
_NEXT = "keep"  # the token that the next kept plan gets
_ASKED = "asked"  # the token of an address that was opened, until it is clear which plan to show
_CALENDAR = "calendar"
_DATES = "dates"  # of the calendar files handed out while no plan is kept
_CACHE = "_opened_plan"


def token(request: HttpRequest) -> str | None:
    """The token of the plan that this session keeps."""
    return request.session.get(_TOKEN)


def opened(request: HttpRequest) -> OpenedPlan | None:
    """The kept plan of this session, read once a request; None without one. Raises KeptGone."""
    own = token(request)
    if own is None:
        return None
    plan: OpenedPlan | None = getattr(request, _CACHE, None)
    if plan is None or plan.token != own:
        plan = queries.kept_plan(token=own, at=now())
        setattr(request, _CACHE, plan)
    return plan


def told(request: HttpRequest) -> Kept:
    """What this family has told so far. Raises KeptGone."""
    plan = opened(request)
    if plan is None:
        return kept.load(request.session)
    return kept.from_data(copy.deepcopy(plan.content.told))


def save(request: HttpRequest, told: Kept) -> None:
    """Save what this family told, beside what others changed meanwhile. Raises KeptGone."""
    plan = opened(request)
    if plan is None:
        kept.save(request.session, told)
        return
    base, mine = plan.content.told, plain(kept.as_data(told))
    _changed(request, plan, lambda now_kept: replace(
        now_kept, told=merged(base=base, mine=mine, theirs=now_kept.told)))  # fmt: skip


def save_seen(request: HttpRequest, seen: dict[str, Any]) -> None:
    """What changed up to now has been seen. Raises KeptGone."""
    plan = opened(request)
    if plan is not None:
        _changed(request, plan, lambda now_kept: replace(now_kept, seen=seen))


def forget(request: HttpRequest) -> None:
    """Take what was told off this device. A kept plan stays kept: `delete` deletes it."""
    for name in (_TOKEN, _NEXT, _ASKED, _CALENDAR, _DATES):
        request.session.pop(name, None)
    kept.forget(request.session)


def delete(request: HttpRequest) -> None:
    """Delete the kept plan for everybody, and take it off this device."""
    own = token(request)
    if own is not None:
        operations.forget(token=own)
    forget(request)


def offer(request: HttpRequest) -> None:
    """Choose the token before the button is shown, so that pressing it twice keeps one plan."""
    if _NEXT not in request.session:
        request.session[_NEXT] = new_token()


def start_keeping(request: HttpRequest, *, told: Kept, seen: dict[str, Any]) -> None:
    """Keep this session's answers from now on. Raises TooMuchToKeep, KeptGone."""
    offer(request)
    content = Content(told=kept.as_data(told), seen=seen, calendar=calendar_id(request))
    plan = operations.keep(token=request.session[_NEXT], content=content, at=now())
    adopt(request, plan)


def adopt(request: HttpRequest, plan: OpenedPlan) -> None:
    """Let this session show the kept plan, and nothing else that it held."""
    forget(request)
    request.session[_TOKEN] = plan.token
    setattr(request, _CACHE, plan)


def asked(request: HttpRequest) -> str | None:
    """The token of the address that was opened last, until it is settled."""
    return request.session.get(_ASKED)


def ask(request: HttpRequest, token: str | None) -> None:
    """Remember the token of an address that was opened, or that it is settled (None)."""
    if token is None:
        request.session.pop(_ASKED, None)
    else:
        request.session[_ASKED] = token


def calendar_id(request: HttpRequest) -> str:
    """A random name of this family's calendar, the same for every file made from this plan."""
    plan = opened(request)
    if plan is not None:
        return plan.content.calendar
    if _CALENDAR not in request.session:
        request.session[_CALENDAR] = secrets.token_hex(8)
    return str(request.session[_CALENDAR])


def dates_before(request: HttpRequest) -> dict[str, date]:
    """The dates by their keys that calendar files of this session held before."""
    told = request.session.get(_DATES, {})
    return {key: date.fromisoformat(day) for key, day in told.items()}


def hand_out_dates(request: HttpRequest, dates: Mapping[str, date]) -> None:
    """Remember the dates of a calendar file, so that a later one can take them back."""
    request.session[_DATES] = {key: day.isoformat() for key, day in dates.items()}


def kept_address(request: HttpRequest) -> str | None:
    """The public address of the plan that this family keeps; None where there is none."""
    own = token(request)
    if own is None or not settings.PUBLIC_URL:
        return None
    return str(settings.PUBLIC_URL) + reverse("kept-address", args=[own])


def _changed(request: HttpRequest, plan: OpenedPlan, by: Any) -> None:
    setattr(request, _CACHE, operations.change(token=plan.token, by=by, at=now()))
