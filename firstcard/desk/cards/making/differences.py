"""What differs between a centre and this register, until somebody has looked into it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.cards import centre_queries
from firstcard.cards.operations import reconciling
from firstcard.core.refusals import Invalid, Refusal
from firstcard.desk.cards.making import presenting as present
from firstcard.desk.cards.making.opening import AtCentre, at_centre, back, of, page
from firstcard.desk.views import pages
from firstcard.desk.words import WORDS

_PAGE = 100


@staff_required
@require_safe
def differences(request: HttpRequest, code: str) -> HttpResponse:
    """Findings and lines that were set aside. Raises NotFound."""
    return _shown(request, at_centre(request, code))


@staff_required
@require_POST
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """A difference was looked into. Raises NotFound."""
    by = actor(request)
    finding = centre_queries.finding(number=number, by=by)
    assert finding.file.batch is not None, "only statements of a batch make findings"
    found = of(finding.file.batch.centre, by)
    settled_as = request.POST.get("as", "")
    try:
        if settled_as not in reconciling.SETTLED_AS:
            text = WORDS["cc_as_missing"]
            raise Invalid(text, fields={f"as-{number}": text})
        reconciling.settle(finding=finding, settled_as=settled_as, by=by, at=found.at)
    except Refusal as refusal:
        return _shown(request, found, refusal)
    return redirect(back("card-differences", found.centre.code, "settle"))


@staff_required
@require_POST
def settle_line(request: HttpRequest, number: int) -> HttpResponse:
    """A line that was set aside was looked into. Raises NotFound."""
    by = actor(request)
    line = centre_queries.bad_line(number=number, by=by)
    assert line.file.batch is not None, "the query gives lines of a batch alone"
    found = of(line.file.batch.centre, by)
    try:
        reconciling.settle_line(line=line, by=by, at=found.at)
    except Refusal as refusal:
        return _shown(request, found, refusal)
    return redirect(back("card-differences", found.centre.code, "settle-line"))


def _shown(request: HttpRequest, found: AtCentre, refusal: Refusal | None = None) -> HttpResponse:
    tongue = found.tongue
    rows = centre_queries.findings(centre=found.centre, settled=False)[:_PAGE]
    past = centre_queries.findings(centre=found.centre, settled=True)[:_PAGE]
    lines = centre_queries.bad_lines(centre=found.centre)[:_PAGE]
    told = pages.mistakes(refusal, {name: name for name in refusal.fields} if refusal else {},
                          "findings")  # fmt: skip
    return page(
        request, found, "differences", tongue.word("cc_tab_differences"), tab="differences",
        refusal=refusal, findings=[(present.finding_view(each, tongue),
                                    told["wrong"].get(f"as-{each.pk}", "")) for each in rows],
        past=[present.finding_view(each, tongue) for each in past],
        lines=[present.bad_view(each, tongue) for each in lines],
        choices=[(each, tongue.word(f"cc_as_{each}")) for each in reconciling.SETTLED_AS],
        **told)  # fmt: skip
