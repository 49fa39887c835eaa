"""One batch: what became of every card, its files for the centre, single cards made again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.cards import boards, centre_queries
from firstcard.cards.centre_queries import Outcome
from firstcard.cards.files import manifest as manifests
from firstcard.cards.models import Batch
from firstcard.cards.operations import batching
from firstcard.core.refusals import Refusal
from firstcard.desk.cards.making import presenting as present
from firstcard.desk.cards.making.opening import AtCentre, back, of, page
from firstcard.desk.views import pages

_PAGE = 100
_SHOWN = ("failed", "open", "made", "all")
_LONGEST = 9


@staff_required
@require_safe
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """A batch, its lines to the card. Raises NotFound."""
    return _shown(request, *_found(request, number))


@staff_required
@require_POST
def start(request: HttpRequest, number: str) -> HttpResponse:
    """The centre has begun. Raises NotFound."""
    found, batch = _found(request, number)
    try:
        batching.start(batch=batch, by=found.by, at=found.at)
    except Refusal as refusal:
        return _shown(request, found, batch, refusal)
    return redirect(back("card-batch", number, "start"))


@staff_required
@require_POST
def again(request: HttpRequest, number: str) -> HttpResponse:
    """Have one card that failed made again. Raises NotFound."""
    found, batch = _found(request, number)
    line = centre_queries.line_of(batch=batch, order=request.POST.get("order", "")[:20])
    try:
        batching.again(card=line.card, by=found.by, at=found.at)
    except Refusal as refusal:
        return _shown(request, found, batch, refusal)
    return redirect(back("card-batch", number, "again"))


@staff_required
@require_safe
def manifest(request: HttpRequest, number: str) -> HttpResponse:
    """What goes beside the file: no personal data. Raises NotFound."""
    _, batch = _found(request, number)
    response = HttpResponse(manifests.encoded(batching.manifest_of(batch)),
                            content_type="application/json")  # fmt: skip
    return _saved(response, f"{batch.number}.json")


@staff_required
@require_safe
def orders(request: HttpRequest, number: str) -> HttpResponseBase:
    """The file of a batch; that it was read is written down. Raises NotFound."""
    found, batch = _found(request, number)
    told = batching.manifest_of(batch)
    pieces = batching.content(batch=batch, by=found.by, at=found.at)
    return _saved(_stream(pieces, f"text/csv; charset={told.coding.value}"), told.file)


@staff_required
@require_safe
def photos(request: HttpRequest, number: str) -> HttpResponseBase:
    """The pictures of a batch; that they were read is written down. Raises NotFound."""
    found, batch = _found(request, number)
    pieces = batching.photos(batch=batch, by=found.by, at=found.at)
    return _saved(_stream(pieces, "application/x-tar"), batching.manifest_of(batch).photos)


def _stream(pieces: Iterable[bytes], kind: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(pieces, content_type=kind)


def _saved(response: HttpResponseBase, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return cast(HttpResponse, response)


def _found(request: HttpRequest, number: str) -> tuple[AtCentre, Batch]:
    by = actor(request)
    batch = centre_queries.batch(number=number, by=by)
    return of(batch.centre, by), batch


def _shown(
    request: HttpRequest, found: AtCentre, batch: Batch, refusal: Refusal | None = None
) -> HttpResponse:  # fmt: skip
    tongue = found.tongue
    progress = boards.progress(batch=batch, on=found.on)
    show, after = _filter(request, progress)
    outcome = None if show == "all" else cast(Outcome, show)
    lines = centre_queries.lines(batch=batch, after=after, most=_PAGE, outcome=outcome)
    files = centre_queries.files(centre=found.centre, batch=batch, most=_PAGE)
    return page(
        request, found, "batch", f"{tongue.word('cc_batch')} {batch.number}", tab="",
        refusal=refusal, heading=tongue.word("cc_batch"),
        view=present.batch_view(progress, tongue), batch=batch, facts=_facts(batch, found),
        wrong_sum=tongue.word("cc_not_adds_up", count=present.figure(batch.count),
                              lines=present.figure(progress.sent)),
        figures=_figures(progress), show=show, shown=tongue.word(f"cc_shown_{show}"),
        shows=[(each, tongue.word("cc_show_all" if each == "all" else f"cc_{each}"), each == show)
               for each in _SHOWN],
        lines=[present.line_view(line, tongue) for line in lines.rows], after=lines.after,
        further=after > 0, starts=batch.started_at is None and progress.open > 0,
        files=[present.file_view(each, aside, tongue) for each, aside in files],
        **pages.mistakes(refusal, {}, "lines"))  # fmt: skip


def _filter(request: HttpRequest, progress: boards.Progress) -> tuple[str, int]:
    """Which lines, after which number; at first those into which somebody should look."""
    asked, after = request.GET.get("show", ""), request.GET.get("after", "")[:_LONGEST]
    first = "failed" if progress.failed else "open" if progress.open else "all"
    number = int(after) if after.isascii() and after.isdigit() else 0
    return asked if asked in _SHOWN else first, number


def _figures(progress: boards.Progress) -> list[tuple[str, str, str]]:
    """The numbers of the sum: name, figure, which lines they lead to."""
    return [("sent", present.figure(progress.sent), "all"),
            ("made", present.figure(progress.made), "made"),
            ("failed", present.figure(progress.failed), "failed"),
            ("open", present.figure(progress.open), "open")]  # fmt: skip


def _facts(batch: Batch, found: AtCentre) -> list[tuple[str, str]]:
    tongue = found.tongue
    facts = [(tongue.word("cc_sent_on"), tongue.moment(batch.sent_at)),
             (tongue.word("cc_begun_on"), tongue.moment(batch.started_at)
              if batch.started_at else tongue.word("cc_not_begun"))]  # fmt: skip
    if batch.written_at is not None:
        facts.append((tongue.word("cc_put_out"), tongue.moment(batch.written_at)))
    return facts
