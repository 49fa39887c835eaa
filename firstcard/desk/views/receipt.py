"""The receipt for a family at the counter: one page of A5."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from firstcard.accounts.signing import staff_required
from firstcard.casework import papers
from firstcard.casework.refusals import no_case
from firstcard.desk.presenters.papers import PapersPresenter
from firstcard.desk.views import pages
from firstcard.desk.views.opening import opened


@staff_required
@require_safe
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """What was handed in, when, where, and until when it is decided. Raises NotFound."""
    found = opened(request, reference)
    case, tongue = found.case, found.tongue
    if case.submitted_at is None:
        raise no_case()
    drawn = PapersPresenter(case, tongue, found.on)
    submitted = case.events.filter(action__in=("submit", "resubmit")).order_by("-pk").first()
    rows = [("reference", case.reference), ("col_want", tongue.wants(case)),
            ("handed_in_at", tongue.moment(case.submitted_at)),
            ("at_office", tongue.office(case.office)),
            ("receipt_promise", tongue.day(case.due_on) if case.due_on else ""),
            ("receipt_clerk", submitted.name if submitted else "")]  # fmt: skip
    return pages.page(
        request, "receipt", tongue.word("receipt"), heading=tongue.word("receipt"), case=case,
        rows=[(tongue.word(name), value) for name, value in rows if value],
        papers=[drawn.name_of(each) for each in papers.of_case(case=case)])  # fmt: skip
