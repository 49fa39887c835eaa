"""What comes in at a card centre over HTTP: results, the post's lists, blanks, what differs."""

from __future__ import annotations

from http import HTTPStatus
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, now, once, row_number, wrong
from firstcard.cards import centre_queries
from firstcard.cards.api.bodies import SettledFinding, StockChange
from firstcard.cards.api.doors import office_at
from firstcard.cards.api.making import centre_at
from firstcard.cards.api.making_replies import (
    MOST,
    BadLineList,
    FindingList,
    ResultFileList,
    bad_line_view,
    file_row,
    file_view,
    finding_view,
    post_list_view,
    stock_view,
)
from firstcard.cards.api.router import router
from firstcard.cards.files.manifest import LARGEST
from firstcard.cards.operations import post_lists, reconciling, results, stock
from firstcard.core.uploads import TooLargeFile, open_route
from firstcard.guidance.api.bodies import read_as
from firstcard.guidance.api.describing import reads, takes_file, takes_files, writes
from firstcard.guidance.api.problems import respond
from firstcard.policy.format import Text

_CHANGES = {"received": stock.receive, "spoiled": stock.spoil, "destroyed": stock.destroy}
_FILE = Text("Send it as a file of a form, of at most 15 MiB.",
             "请用表单以文件提交，不超过15 MiB。")  # fmt: skip


@router.post("/centres/{code}/result-files", auth=bearer, operation_id="takeResultFile",
             url_name="take_result_file", summary="Hand in a file of results, or a statement",
             openapi_extra=takes_files("ResultFileView", names=("manifest", "file")))  # fmt: skip
def take_result_file(request: HttpRequest, code: str) -> HttpResponse:
    """Worked through line by line, once however often it is sent. `refused` says why it was not."""
    manifest, file = _uploaded(request, "manifest"), _uploaded(request, "file")

    def take() -> HttpResponse:
        made = results.take(manifest=manifest.read(LARGEST + 1), file=cast(BinaryIO, file.file),
                            name=file.name or "", centre=centre_at(request, code),
                            by=actor(request), at=now())  # fmt: skip
        return respond(file_view(made), status=HTTPStatus.CREATED)

    return once(request, take)


@router.get("/centres/{code}/result-files", auth=bearer, operation_id="listResultFiles",
            summary="The files that came in at a card centre",
            openapi_extra=reads("ResultFileList", more=(409,)))  # fmt: skip
def list_result_files(request: HttpRequest, code: str) -> HttpResponse:
    """The newest first, with how many lines of each were set aside; at most 500."""
    rows = centre_queries.files(centre=centre_at(request, code), most=MOST)
    return respond(ResultFileList([file_row(*row) for row in rows]))


@router.get("/result-files/{number}", auth=bearer, operation_id="getResultFile",
            summary="Show a file that came in",
            openapi_extra=reads("ResultFileView"))  # fmt: skip
def get_result_file(request: HttpRequest, number: str) -> HttpResponse:
    """How many lines were good, known already, or set aside, and why."""
    return respond(file_view(centre_queries.file(number=row_number(number), by=actor(request))))


@router.post("/centres/{code}/post-lists", auth=bearer, operation_id="takePostList",
             url_name="take_post_list", summary="Hand in a list of the post",
             openapi_extra=takes_file("PostListView", match=None))  # fmt: skip
def take_post_list(request: HttpRequest, code: str) -> HttpResponse:
    """A CSV of order and tracking number; each line by itself, and again without effect."""
    file = _uploaded(request, "file")

    def take() -> HttpResponse:
        taken = post_lists.take(data=file.read(), centre=centre_at(request, code),
                                by=actor(request), at=now())  # fmt: skip
        return respond(post_list_view(taken), status=HTTPStatus.CREATED)

    return once(request, take)


def _uploaded(request: HttpRequest, name: str) -> UploadedFile:
    found = request.FILES.get(name)
    if not isinstance(found, UploadedFile) or isinstance(found, TooLargeFile):
        raise wrong(name, _FILE)
    return found


open_route(name="api:take_result_file", most=2)
open_route(name="api:take_post_list")


@router.get("/centres/{code}/bad-lines", auth=bearer, operation_id="listBadLines",
            summary="Lines that were set aside",
            openapi_extra=reads("BadLineList", more=(409,)))  # fmt: skip
def list_bad_lines(request: HttpRequest, code: str) -> HttpResponse:
    """Into which nobody has looked yet, with file, number and reason; at most 500."""
    rows = centre_queries.bad_lines(centre=centre_at(request, code))[:MOST]
    return respond(BadLineList([bad_line_view(row) for row in rows]))


@router.post("/bad-lines/{number}/settle", auth=bearer, operation_id="settleBadLine",
             summary="Say that a line was looked into",
             openapi_extra=writes("BadLineView", match=None))  # fmt: skip
def settle_bad_line(request: HttpRequest, number: str) -> HttpResponse:
    """Once; it is not open any more."""

    def settle() -> HttpResponse:
        line = centre_queries.bad_line(number=row_number(number), by=actor(request))
        made = reconciling.settle_line(line=line, by=actor(request), at=now())
        return respond(bad_line_view(made))

    return once(request, settle)


@router.get("/centres/{code}/findings", auth=bearer, operation_id="listFindings",
            summary="Where a centre and the register differ",
            openapi_extra=reads("FindingList", more=(409,)))  # fmt: skip
def list_findings(request: HttpRequest, code: str) -> HttpResponse:
    """Open ones, the oldest first; at most 500."""
    rows = centre_queries.findings(centre=centre_at(request, code), settled=False)[:MOST]
    return respond(FindingList([finding_view(row) for row in rows]))


@router.post("/findings/{number}/settle", auth=bearer, operation_id="settleFinding",
             summary="Settle a difference",
             openapi_extra=writes("FindingView", body="SettledFinding", match=None))  # fmt: skip
def settle_finding(request: HttpRequest, number: str) -> HttpResponse:
    """Once somebody has looked: the card was destroyed, the register corrected, or no fault."""
    body = read_as(request, SettledFinding)

    def settle() -> HttpResponse:
        found = centre_queries.finding(number=row_number(number), by=actor(request))
        made = reconciling.settle(finding=found, settled_as=body.settled_as, by=actor(request),
                                  at=now())  # fmt: skip
        return respond(finding_view(made))

    return once(request, settle)


@router.get("/offices/{code}/stock", auth=bearer, operation_id="getStock",
            summary="The blank cards of an office",
            openapi_extra=reads("StockView", more=(409,)))  # fmt: skip
def get_stock(request: HttpRequest, code: str) -> HttpResponse:
    """For the centre or branch that keeps them."""
    office = office_at(code)
    return respond(stock_view(stock.seen(office=office, by=actor(request)), office=office))


@router.post("/offices/{code}/stock", auth=bearer, operation_id="changeStock",
             summary="Count blank cards that came, were spoiled or destroyed",
             openapi_extra=writes("StockView", body="StockChange", match=None))  # fmt: skip
def change_stock(request: HttpRequest, code: str) -> HttpResponse:
    """They are only ever added up. More than is there cannot be spoiled or destroyed: 409."""
    body = read_as(request, StockChange)

    def change() -> HttpResponse:
        office = office_at(code)
        level = _CHANGES[body.kind](office=office, count=body.count, about=body.about,
                                    by=actor(request), at=now())  # fmt: skip
        return respond(stock_view(level, office=office))

    return once(request, change)
