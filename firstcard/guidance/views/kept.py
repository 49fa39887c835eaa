"""Pages of a kept plan: keep it, open it on another phone, see what changed, delete it.

The token stands in one address only, /kept/<token>/, which answers with nothing but a redirect: no
page of ours has it in its address bar, its forms or its Referer.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from msgspec import json

from firstcard.guidance import calendar_file, qr, queries
from firstcard.guidance.forms.fields import first
from firstcard.guidance.forms.kept import Kept
from firstcard.guidance.operations import KEPT_DAYS, kept_until
from firstcard.guidance.planning import plan_for
from firstcard.guidance.presenters import changes
from firstcard.guidance.presenters.speech import Speaker, names_of
from firstcard.guidance.queries import KeptGone, OpenedPlan
from firstcard.guidance.today import CHINA, now, today
from firstcard.guidance.tokens import read_token, typed_token
from firstcard.guidance.views import frame, keeping
from firstcard.guidance.words import word
from firstcard.policy.plan import Plan
from firstcard.policy.situation import SituationError

_EXAMPLE = "5kq3v-7m2pd-x9c4n-8rtw6-0abcde"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def box(request: HttpRequest, told: Kept, plan: Plan) -> dict[str, Any]:
    """What parts/kept.html says on the plan's page: the offer to keep it, or what has changed."""
    opened, speaker = keeping.opened(request), _speaker()
    if opened is None:
        keeping.offer(request)
        return {"is_kept": False, "until": speaker.word(
            "keep_until", day=_last_day(kept_until(now())))}  # fmt: skip
    seen = changes.from_data(opened.content.seen)
    found = changes.changes(seen=seen, plan=plan, have=_have(told))
    nothing, some = (speaker.word(name, day=speaker.day(seen.on))
                     for name in ("changed_nothing", "changed_title"))  # fmt: skip
    return {"is_kept": True, "until": _until(opened), "changes": changes.said(found, speaker),
            "nothing": nothing, "title": some, "shown": _mark(plan)}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the plan of this session. Sent twice, it is kept once."""
    if request.method != "POST" or keeping.token(request):
        return redirect("kept" if keeping.token(request) else "plan")
    told = frame.told(request)
    plan = _plan(told)
    if plan is None:
        return redirect("plan")
    seen = changes.seen_of(plan, before=keeping.dates_before(request))
    keeping.start_keeping(request, told=told, seen=changes.as_data(seen))
    return redirect("kept")


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """The page of the kept plan: until when, its address, a code, a way to delete it."""
    opened = keeping.opened(request)
    if opened is None:
        return redirect("plan")
    full = _address(request, opened.token)
    only_here = urlsplit(full).hostname in _LOOPBACK
    return frame.page(request, "kept", word("kept_title", frame.language()), back="/plan/",
                      until=_until(opened), kept_url=full, only_here=only_here,
                      calendar_url=f"{full}plan.ics",
                      code=_code(request, full, only_here=only_here))  # fmt: skip


def address(request: HttpRequest, code: str) -> HttpResponse:
    """The address of a kept plan: puts its token into the session, out of the address bar."""
    token = read_token(code)
    keeping.ask(request, token)
    response = redirect("kept-open" if token else "kept-gone")
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def open_plan(request: HttpRequest) -> HttpResponse:
    """Open the plan whose address was followed; asks first where this device holds another."""
    token = keeping.asked(request)
    if token is None:
        return redirect("plan" if keeping.token(request) else "kept-gone")
    try:
        plan = queries.kept_plan(token=token, at=now())
    except KeptGone:
        keeping.ask(request, None)
        return redirect("kept-gone")
    use = request.POST.get("use")
    if use == "here":
        keeping.ask(request, None)
    elif use == "kept" or not _holds_another(request, token):
        keeping.adopt(request, plan)
    else:
        return _which(request)
    return redirect("plan")


@require_http_methods(["GET", "HEAD", "POST"])
def gone(request: HttpRequest) -> HttpResponse:
    """No plan here: the same words for a wrong address and for a plan that is over or deleted.

    A token that is typed here is tried; one with a slip stays in the box, to be mended there.
    """
    typed = first(frame.typed(request) or {}, "code")
    token = typed_token(typed)
    if request.method == "POST" and token and _is_kept(token):
        keeping.ask(request, token)
        return redirect("kept-open")
    lang = frame.language()
    wrong = word("gone_wrong" if typed else "gone_empty", lang)
    summary = [("code", wrong)] if frame.with_mistakes(request) else []
    page = frame.page(request, "kept_gone", word("gone_title", lang), example=_EXAMPLE,
                      why=word("gone_why", lang, days=KEPT_DAYS), typed=typed,
                      summary=summary)  # fmt: skip
    page.status_code = 410
    return page


@require_http_methods(["GET", "HEAD", "POST"])
def seen(request: HttpRequest) -> HttpResponse:
    """What has changed was seen; what changed since that page was made is still shown."""
    plan = _plan(frame.told(request)) if request.method == "POST" else None
    if plan is not None and request.POST.get("shown") == _mark(plan):
        opened = keeping.opened(request)
        before = changes.from_data(opened.content.seen).dates if opened else {}
        keeping.save_seen(request, changes.as_data(changes.seen_of(plan, before=before)))
    return redirect("plan")


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the kept plan with one tap."""
    if request.method != "POST":
        return redirect("plan")
    keeping.delete(request)
    return redirect("kept-deleted")


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    """It is gone."""
    return frame.page(request, "kept_deleted", word("deleted_title", frame.language()))


def left(request: HttpRequest) -> HttpResponse:
    """The plan of this session is gone, deleted elsewhere or over: say so once."""
    keeping.forget(request)
    return redirect("kept-gone")


def away(request: HttpRequest) -> HttpResponse:
    """503 while the database is away, with what was typed ready to be sent again."""
    is_kept = bool(keeping.token(request) or keeping.asked(request))
    title = word("away_title" if is_kept else "away_keep_title", frame.language())
    typed = [(name, value) for name, values in frame.sent(request).items()
             for value in values if name != "csrfmiddlewaretoken"]  # fmt: skip
    route = request.resolver_match
    here = reverse("plan") if route and "code" in route.kwargs else request.path
    page = frame.page(request, "kept_away", title, again=request.method == "POST", typed=typed,
                      only_kept=is_kept, here=here)  # fmt: skip
    page.status_code = 503
    page["Retry-After"] = "10"
    return page


def _is_kept(token: str) -> bool:
    try:
        queries.kept_plan(token=token, at=now())
    except KeptGone:
        return False
    return True


def _holds_another(request: HttpRequest, token: str) -> bool:
    """Whether opening this plan would put something else of the family's out of sight."""
    own = keeping.token(request)
    return frame.told(request) != Kept() if own is None else own != token


def _which(request: HttpRequest) -> HttpResponse:
    other = keeping.token(request)
    return frame.page(request, "kept_which", word("which_title", frame.language()),
                      other=_address(request, other) if other else "")  # fmt: skip


def _plan(told: Kept) -> Plan | None:
    """The plan for today; None where there is none yet, or the answers cannot be true together."""
    if "place" not in told.answers:
        return None
    try:
        return plan_for(book=frame.book(), data=told.situation(on=today()), on=today())
    except SituationError:
        return None


def _have(told: Kept) -> set[str]:
    """What is done, as `changes` wants it."""
    return {f"{each['id']}.{each['year']}" if "year" in each else each["id"]
            for each in told.situation(on=today()).get("have", [])}  # fmt: skip


def _mark(plan: Plan) -> str:
    """A fingerprint of how the plan looks; it tells nothing of the plan."""
    return hashlib.sha256(json.encode(changes.seen_of(plan))).hexdigest()[:32]


def _speaker() -> Speaker:
    return Speaker(frame.language(), names_of(frame.book()))


def _last_day(until: datetime) -> str:
    """The last whole day of a plan that ends at this moment, in words."""
    return _speaker().day(until.astimezone(CHINA).date() - timedelta(days=1))


def _until(opened: OpenedPlan) -> str:
    return word("kept_until", frame.language(), day=_last_day(opened.expires_at), days=KEPT_DAYS)


def _address(request: HttpRequest, token: str) -> str:
    """The public address, else the one by which this device reaches the service: Django has
    compared its host with ALLOWED_HOSTS."""
    path = reverse("kept-address", args=[token])
    return settings.PUBLIC_URL + path if settings.PUBLIC_URL else request.build_absolute_uri(path)


def _code(request: HttpRequest, address: str, *, only_here: bool) -> dict[str, Any]:
    """The code: the address, or the next dates where no other phone can reach it."""
    lang = frame.language()
    if not only_here:
        return {"opens": True, "svg": qr.svg(text=address, title=word("kept_code_name", lang))}
    plan = _plan(frame.told(request))
    dates = plan and calendar_file.short_text(
        plan=plan, lang=lang, names=names_of(frame.book()), calendar_id=frame.calendar_id(request),
        now=now(), most=qr.MOST_BYTES_ON_SCREEN)  # fmt: skip
    title = word("kept_code_dates_name", lang)
    return {"opens": False, "svg": qr.svg(text=dates, title=title) if dates else ""}
