"""Reading cases over HTTP. Each read of a case is written into the audit trail."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Literal, cast

from django.http import HttpRequest, HttpResponse

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, now, plain, row_number, wrong
from firstcard.casework import access, completeness, papers, queries, signing, telling
from firstcard.casework.api.bodies import Tracking
from firstcard.casework.api.doors import with_case
from firstcard.casework.api.replies import (
    CaseList,
    MissingList,
    PaperList,
    case_view,
    draft_view,
    history_view,
    paper_view,
)
from firstcard.casework.api.router import router
from firstcard.casework.files.replies import picture
from firstcard.casework.models import Case
from firstcard.casework.states import HOLDERS, CaseState, Who
from firstcard.core import limits
from firstcard.core.refusals import NotFound
from firstcard.enrolment import words
from firstcard.enrolment.api import enrolment_view
from firstcard.enrolment.queries import enrolment_of_case
from firstcard.guidance.api.bodies import read_as
from firstcard.guidance.api.describing import reads, sends, writes
from firstcard.guidance.api.problems import language, respond
from firstcard.guidance.today import today
from firstcard.people.permissions import Permission, allowed, regions
from firstcard.policy.format import Text

MOST = 100
_LIGHTS, _TAKEN, _WANTS = ("", "soon", "late"), ("", "mine", "free", "others"), (
    "", "insured", "card")  # fmt: skip
_ONE_OF = Text("must be one of the listed values", "应为所列值之一")
_LISTED: list[dict[str, Any]] = [
    {"name": "state", "in": "query", "schema": {"type": "string", "enum": [
        "submitted", "returned", "accepted"]}},
    {"name": "light", "in": "query", "schema": {"type": "string", "enum": ["soon", "late"]}},
    {"name": "taken", "in": "query", "schema": {"type": "string", "enum": list(_TAKEN[1:])}},
    {"name": "want", "in": "query", "schema": {"type": "string", "enum": list(_WANTS[1:])}},
    {"name": "limit", "in": "query",
     "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": 50}},
    *({"name": name, "in": "query", "schema": {"type": "string"}}
      for name in ("office", "region", "reference", "after")),
    {"name": "second_person", "in": "query", "schema": {"type": "boolean"}},
]  # fmt: skip
_LANG = [{"name": "lang", "in": "query", "schema": {"type": "string", "enum": ["zh", "en"]}}]


@router.get("/cases", auth=bearer, operation_id="listCases", summary="List cases",
            openapi_extra=reads("CaseList", parameters=_LISTED))  # fmt: skip
def list_cases(request: HttpRequest) -> HttpResponse:
    """One's own applications, newest first; for staff the open cases of their regions, by the
    promised day."""
    plain(request)
    by, at = actor(request), now()
    filters, limit = _filters(request), _limit(request)
    if not regions(actor=by, permission=Permission.SEE_WORKLIST):
        own = queries.own_cases(by=by)[:limit]
        return respond(CaseList([case_view(case, at=at) for case in own], ""))
    page = queries.worklist(by=by, filters=filters, limit=limit, at=at,
                            after=request.GET.get("after", ""))  # fmt: skip
    return respond(CaseList([case_view(row.case, at=at) for row in page.rows], page.after))


def _filters(request: HttpRequest) -> queries.Filters:
    state = _chosen(request, "state", ("", "submitted", "returned", "accepted"))
    return queries.Filters(
        states=(state,) if state else (), office=request.GET.get("office", ""),
        region=request.GET.get("region", ""), reference=request.GET.get("reference", ""),
        light=cast(Literal["", "soon", "late"], _chosen(request, "light", _LIGHTS)),
        taken=cast(Literal["", "mine", "free", "others"], _chosen(request, "taken", _TAKEN)),
        want=cast(Literal["", "insured", "card"], _chosen(request, "want", _WANTS)),
        second_person=_chosen(request, "second_person", ("", "true", "false")) == "true",
    )  # fmt: skip


def _chosen(request: HttpRequest, name: str, values: tuple[str, ...]) -> str:
    value = request.GET.get(name, "")
    if value not in values:
        raise wrong(name, _ONE_OF, *values[1:])
    return value


def _limit(request: HttpRequest) -> int:
    text = request.GET.get("limit", "50")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST))
            and 1 <= int(text) <= MOST):  # fmt: skip
        message = Text(f"must be a number from 1 to {MOST}", f"应为1至{MOST}之间的数字")
        raise wrong("limit", message)
    return int(text)


def read_case(request: HttpRequest, reference: str) -> Case:
    """The case, for whoever may at least follow it; the read is recorded. Raises NotFound."""
    return queries.case_for(reference=reference, by=actor(request), at=now())


def whole_case(request: HttpRequest, reference: str) -> Case:
    """The case, for whoever may read all of it; the read is recorded. Raises NotFound."""
    case = read_case(request, reference)
    access.readable(case=case, by=actor(request))
    return case


@router.get("/cases/{reference}", auth=bearer, operation_id="getCase", summary="Show a case",
            openapi_extra=reads("CaseView"))  # fmt: skip
def get_case(request: HttpRequest, reference: str) -> HttpResponse:
    """How it stands, who holds it, until when."""
    return with_case(read_case(request, reference))


@router.get("/cases/{reference}/history", auth=bearer, operation_id="getHistory",
            summary="What happened", openapi_extra=reads("History"))  # fmt: skip
def get_history(request: HttpRequest, reference: str) -> HttpResponse:
    """Every event, in order; `detail` as far as whoever asks may read the case."""
    case, by = read_case(request, reference), actor(request)
    return with_case(case, history_view(
        case, queries.history(case), reader=telling.reader(case=case, by=by)))  # fmt: skip


@router.get("/cases/{reference}/draft", auth=bearer, operation_id="getDraft",
            summary="What was filled in", openapi_extra=reads("DraftView"))  # fmt: skip
def get_draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Numbers are in full for whoever holds the case, to be saved again; masked for others."""
    case = read_case(request, reference)
    draft = queries.draft_for(case=case, by=actor(request))
    return with_case(case, draft_view(draft, whole=_holds(case, request), version=case.version))


def _holds(case: Case, request: HttpRequest) -> bool:
    """Whether whoever asks may change the draft now."""
    by = actor(request)
    if HOLDERS[CaseState(case.state)] is not Who.FAMILY:
        return False
    at_counter = case.channel == "counter" and allowed(
        actor=by, permission=Permission.APPLY_AT_COUNTER, region=case.region)  # fmt: skip
    return at_counter or access.is_own(case=case, by=by)


@router.get("/cases/{reference}/missing", auth=bearer, operation_id="getMissing",
            summary="What is missing", openapi_extra=reads("MissingList"))  # fmt: skip
def get_missing(request: HttpRequest, reference: str) -> HttpResponse:
    """Fields, papers, photograph, signature and notices that stand between case and submission."""
    case = whole_case(request, reference)
    found = completeness.missing(case=case, on=today())
    return with_case(case, MissingList(list(found)))


@router.get("/cases/{reference}/papers", auth=bearer, operation_id="getPapers",
            summary="Papers", openapi_extra=reads("PaperList"))  # fmt: skip
def get_papers(request: HttpRequest, reference: str) -> HttpResponse:
    """What the rules ask for, and what is there."""
    case = whole_case(request, reference)
    wanted = completeness.wanted_papers(case=case, on=today())
    there = [paper_view(each) for each in papers.of_case(case=case)]
    return with_case(case, PaperList(list(wanted), there))


@router.get("/cases/{reference}/papers/{number}/pages/{page}", auth=bearer,
            operation_id="getPage", summary="A page of a paper",
            openapi_extra=sends("image/jpeg"))  # fmt: skip
def get_page(request: HttpRequest, reference: str, number: str, page: str) -> HttpResponse:
    """One page as JPEG, the first being 1."""
    case = whole_case(request, reference)
    paper = papers.get(case=case, number=row_number(number))
    data = papers.page(paper=paper, number=min(row_number(page), 32_767), by=actor(request),
                       at=now())  # fmt: skip
    return picture(data, name=f"page-{row_number(page)}")


@router.get("/cases/{reference}/form", auth=bearer, operation_id="getForm",
            summary="The registration form",
            openapi_extra=sends("application/pdf", parameters=_LANG))  # fmt: skip
def get_form(request: HttpRequest, reference: str) -> HttpResponse:
    """The form as it would be signed now, as PDF/UA. Its SHA-256 stands in the ETag."""
    lang = _chosen(request, "lang", ("", "zh", "en")) or language(request)
    case = queries.unread(reference=reference, by=actor(request))
    shown = signing.show(case=case, by=actor(request), lang="zh" if lang == "zh" else "en",
                         at=now())  # fmt: skip
    return _pdf(shown)


@router.get("/cases/{reference}/signed-form", auth=bearer, operation_id="getSignedForm",
            summary="The form as it was signed",
            openapi_extra=sends("application/pdf"))  # fmt: skip
def get_signed_form(request: HttpRequest, reference: str) -> HttpResponse:
    """The family's copy."""
    case = queries.unread(reference=reference, by=actor(request))
    return _pdf(signing.signed_form(case=case, by=actor(request), at=now()))


def _pdf(shown: signing.Shown) -> HttpResponse:
    response = respond(shown.pdf, content_type="application/pdf")
    response["ETag"] = f'"{shown.sha256}"'
    response["Content-Disposition"] = 'attachment; filename="form.pdf"'
    return response


@router.get(
    "/cases/{reference}/enrolment", auth=bearer, operation_id="getEnrolment",
    summary="The insurance that it registered", openapi_extra=reads("EnrolmentView"),
)  # fmt: skip
def get_enrolment(request: HttpRequest, reference: str) -> HttpResponse:
    """What the child's insurance is today, and what is owed for which year."""
    case = whole_case(request, reference)
    found = enrolment_of_case(reference=case.reference)
    if found is None:
        raise NotFound(words.REFUSED["not-enrolled"])
    return with_case(case, enrolment_view(enrolment=found, on=today()))


_TRACKED = writes("History", body="Tracking", match=None)
_TRACKED["parameters"] = []


@router.post("/tracking", operation_id="track", summary="Track without a key",
             openapi_extra=_TRACKED)  # fmt: skip
def track(request: HttpRequest) -> HttpResponse:
    """How a case stands, for whoever knows its reference and a second fact. It changes nothing."""
    body = read_as(request, Tracking)
    queries.limit_tracking(reference=body.reference, address=limits.address(request))
    found = queries.by_reference_and_fact(
        reference=body.reference, second=body.second, at=now())  # fmt: skip
    return respond(history_view(found.case, found.events, reader="anybody"), status=HTTPStatus.OK)
