"""Finished cards leave for the offices on lists, printed with bar codes that offices scan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.cards import centre_queries
from firstcard.cards.models import Shipment
from firstcard.cards.operations import sending
from firstcard.core.refusals import Invalid, Refusal
from firstcard.desk.cards.making import barcodes
from firstcard.desk.cards.making import presenting as present
from firstcard.desk.cards.making.opening import AtCentre, at_centre, back, page
from firstcard.desk.views import pages
from firstcard.desk.views.dashboard import csv_bytes
from firstcard.desk.words import WORDS
from firstcard.guidance import qr
from firstcard.people.models import Office

_PAGE = 50
_ON_A_SHEET = 100
_LONGEST = 9


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispatch(request: HttpRequest, code: str) -> HttpResponse:
    """Cards that lie here by office; make the lists of those that are chosen. Raises NotFound."""
    found = at_centre(request, code)
    if request.method != "POST":
        return _shown(request, found)
    try:
        chosen = set(request.POST.getlist("office"))
        offices = [each for each, _ in _waiting(found) if each.code in chosen]
        if not offices:
            text = WORDS["cc_dispatch_missing"]
            raise Invalid(text, fields={"office": text})
        for each in offices:
            sending.dispatch_all(centre=found.centre, to=each, by=found.by, at=found.at)
    except Refusal as refusal:
        return _shown(request, found, refusal)
    return redirect(back("card-dispatch", code, "dispatch"))


def _waiting(found: AtCentre) -> list[tuple[Office, int]]:
    counts = sending.to_dispatch(centre=found.centre, by=found.by)
    known = Office.objects.in_bulk(list(counts))
    return [(known[number], count) for number, count in counts.items()]


def _shown(request: HttpRequest, found: AtCentre, refusal: Refusal | None = None) -> HttpResponse:
    tongue = found.tongue
    waiting = _waiting(found)
    sent = set(request.POST.getlist("office")) if request.method == "POST" else None
    first = f"office-{waiting[0][0].code}" if waiting else "lists"
    rows = centre_queries.shipments(centre=found.centre, most=_PAGE)
    return page(
        request, found, "dispatch", tongue.word("cc_tab_dispatch"), tab="dispatch",
        refusal=refusal, lists=present.list_rows(rows, tongue),
        offices=[(each.code, tongue.office(each), present.count(count, tongue),
                  sent is None or each.code in sent) for each, count in waiting],
        **pages.mistakes(refusal, {"office": first}, first))  # fmt: skip


@staff_required
@require_safe
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """One list to print, a hundred cards on a sheet: also for the office it goes to."""
    one, tongue = centre_queries.shipment(number=number, by=actor(request)), pages.tongue()
    orders = sending.orders_on(shipment=one)
    after = _after(request)
    shown = orders[after : after + _ON_A_SHEET]
    end = after + len(shown)
    return pages.page(
        request, "cards/list", f"{tongue.word('cc_list')} {one.number}", shipment=one,
        heading=tongue.word("cc_list"), facts=_facts(one), end=end if end < len(orders) else 0,
        qr=qr.svg(text=one.number, title=tongue.word("cc_list_code")),
        cards=[(place, order, barcodes.svg(order))
               for place, order in enumerate(shown, start=after + 1)],
        part=tongue.word("cc_list_part", first=present.figure(after + 1 if shown else 0),
                         last=present.figure(end), count=present.figure(len(orders))),
        after=after, back=_back(request, one))  # fmt: skip


def _back(request: HttpRequest, one: Shipment) -> str:
    """The code of the centre to whose lists the page leads; "" for a receiving office."""
    try:
        return centre_queries.centre(code=one.origin.code, by=actor(request)).code
    except Refusal:
        return ""


def _facts(one: Shipment) -> list[tuple[str, str]]:
    tongue = pages.tongue()
    return [(tongue.word("cc_list_from"), tongue.office(one.origin)),
            (tongue.word("cc_col_to"), tongue.office(one.to)),
            (tongue.word("cc_col_left"), tongue.moment(one.sent_at)),
            (tongue.word("cc_col_count"), present.figure(one.count))]  # fmt: skip


def _after(request: HttpRequest) -> int:
    given = request.GET.get("after", "")[:_LONGEST]
    return int(given) if given.isascii() and given.isdigit() else 0


@staff_required
@require_safe
def table(request: HttpRequest, number: str) -> HttpResponse:
    """The whole list as CSV: orders, nothing personal. Raises NotFound."""
    one = centre_queries.shipment(number=number, by=actor(request))
    rows = [("order",), *((order,) for order in sending.orders_on(shipment=one))]
    response = HttpResponse(csv_bytes(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{one.number}.csv"'
    response["Cache-Control"] = "no-store"
    return response
