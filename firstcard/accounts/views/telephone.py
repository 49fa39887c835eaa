"""A family's account gets another number, once that number has received a code."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from firstcard.accounts import operations, signing
from firstcard.accounts.views import carried, pages
from firstcard.accounts.views.account import here
from firstcard.accounts.views.pages import Box, said
from firstcard.accounts.views.sign_in import CODE
from firstcard.core import limits
from firstcard.core.refusals import Refusal
from firstcard.guidance.forms.fields import first
from firstcard.guidance.views import frame

_NUMBER, _DEMO_CODE = "new-telephone", "new-telephone-demo-code"
_BOX = Box("telephone", "telephone_new", "in_telephone_hint", "tel", "tel")


@signing.family_required
@signing.fresh_required
@require_http_methods(["GET", "HEAD", "POST"])
def telephone(request: HttpRequest) -> HttpResponse:
    """Ask for the new number and send it a code."""
    refusal = None
    if request.method == "POST":
        try:
            _send(request, first(pages.typed(request), "telephone"))
            return redirect("telephone-code")
        except Refusal as why:
            refusal = why
    page = pages.page(
        request, "sign_in", said("telephone_title"), title_shown=said("telephone_title"),
        lead=said("telephone_lead"), button=said("in_send"), back="/account/",
        **pages.drawn((_BOX,), pages.typed(request), refusal))  # fmt: skip
    return pages.refused(page, refusal)


@signing.family_required
@signing.fresh_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Ask for that code, and change the number."""
    number, refusal = carried.get(request, _NUMBER), None
    if number is None:
        return redirect("telephone")
    if request.method == "POST":
        try:
            if "again" in request.POST:
                _send(request, number)
                return redirect("telephone-code")
            return _change(request, number)
        except Refusal as why:
            refusal = why
    other = reverse("telephone")
    page = pages.page(
        request, "code", said("code_title"), title_shown=said("code_title"), back=other,
        lead=said("code_sent", telephone=number), other=other, button=said("telephone_go"),
        demo_code=carried.get(request, _DEMO_CODE) if settings.DEMO else None,
        **pages.drawn((CODE,), pages.typed(request), refusal))  # fmt: skip
    return pages.refused(page, refusal)


def _send(request: HttpRequest, typed: str) -> None:
    code = operations.send_code_to_new(telephone=typed, address=limits.address(request),
                                       lang=frame.language(), at=timezone.now())  # fmt: skip
    carried.put(request, _NUMBER, operations.read_telephone(typed))
    if settings.DEMO:
        carried.put(request, _DEMO_CODE, code)


def _change(request: HttpRequest, number: str) -> HttpResponse:
    found, at = here(request), timezone.now()
    code = first(pages.typed(request), "code").replace(" ", "")
    operations.change_telephone(by=found.actor, account=found.account, telephone=number, code=code,
                                address=limits.address(request), at=at)  # fmt: skip
    carried.drop(request, _NUMBER, _DEMO_CODE)
    started = operations.start_again(account=found.account, second_factor=False, at=at)
    signing.begin(request, token=started.token)
    return redirect("/account/?telephone-changed")
