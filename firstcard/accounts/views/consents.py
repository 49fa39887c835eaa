"""What a family was told and agreed to, and changing its mind."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from firstcard.accounts import consents as ledger
from firstcard.accounts import queries, signing
from firstcard.accounts.models import Consent
from firstcard.accounts.notices import NOTICES, Notice
from firstcard.accounts.signing import Alive
from firstcard.accounts.views import pages
from firstcard.accounts.views.account import here, speaker
from firstcard.accounts.views.pages import said
from firstcard.core.refusals import NotFound
from firstcard.guidance.today import CHINA
from firstcard.policy.format import Text

_ASKED = tuple(each for each in NOTICES.values() if each.kind == "consent")
_NOTHING = Text("There is nothing like this to decide.", "没有这一授权事项。")


@signing.family_required
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: HttpRequest) -> HttpResponse:
    """What can be decided, for each child that was asked about, and the whole record."""
    found = here(request)
    if request.method == "POST":
        _decide(request, found)
        return redirect("consents")
    rows = queries.ledger(account=found.account)
    choices = [_choice(found, each, row) for row in _matters(rows) for each in _ASKED]
    told = [pages.notice(each) for each in NOTICES.values() if each.kind == "notice"]
    return pages.page(request, "consents", said("consents_title"), back="/account/",
                      choices=choices, told=told, rows=[_row(row) for row in rows])  # fmt: skip


def _matters(rows: list[Consent]) -> list[Consent]:
    """One row for each application, or child without one, that something was asked about."""
    asked = {row.case or str(row.child_id): row for row in rows if row.case or row.child_id}
    return list(asked.values())


def _decide(request: HttpRequest, found: Alive) -> None:
    """Raises NotFound for a notice, or an application, that this account was never asked about."""
    notice = next((n for n in _ASKED if n.id == request.POST.get("notice")), None)
    matter = next((row for row in _matters(queries.ledger(account=found.account))
                   if _key(row) == request.POST.get("about")), None)  # fmt: skip
    if notice is None or matter is None:
        raise NotFound(_NOTHING)
    given = request.POST.get("given") == "yes"
    if _latest(found, notice, matter) is not given:
        ledger.record(by=found.actor, account=found.account, notice=notice, child=matter.child,
                      case=matter.case, given=given, at=timezone.now())  # fmt: skip


def _key(row: Consent) -> str:
    return row.case or f"child {row.child_id}"


def _latest(found: Alive, notice: Notice, matter: Consent) -> bool | None:
    child = None if matter.case else matter.child
    return ledger.latest(account=found.account, notice=notice, child=child, case=matter.case)


def _choice(found: Alive, notice: Notice, matter: Consent) -> dict[str, Any]:
    last = _latest(found, notice, matter)
    word = {None: "unasked", True: "yes", False: "no"}[last]
    return {"about": _key(matter), "name": _name(matter), "given": last,
            "notice": pages.notice(notice), "state": said(f"consents_{word}")}  # fmt: skip


def _name(row: Consent) -> str:
    return " ".join(each for each in (row.child.name if row.child else "", row.case) if each)


def _row(row: Consent) -> dict[str, Any]:
    notice, at = NOTICES.get(row.notice), row.at.astimezone(CHINA)
    title = pages.in_page_language(notice.title) if notice else row.notice
    word = "shown" if row.kind == "notice" else "given" if row.given else "taken_back"
    return {"when": f"{speaker().day(at.date())} {at:%H:%M}", "title": title,
            "version": said("consents_version", version=row.version),
            "name": _name(row),
            "word": said(f"consents_{word}")}  # fmt: skip
