"""Applying over HTTP: begin, fill in, papers, sign, hand in, withdraw."""

from __future__ import annotations

from http import HTTPStatus

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse

from firstcard.accounts import consents, notices
from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, now, once, once_ready, plain, row_number, wrong
from firstcard.accounts.replies import Removed
from firstcard.casework import access, operations, papers, photos, requirements, signing
from firstcard.casework.api.bodies import NewCase, NewSignature, NoticeAnswer
from firstcard.casework.api.doors import case_to_change, needed_version, with_case
from firstcard.casework.api.replies import NoticeView, PhotoView, paper_view, signature_view
from firstcard.casework.api.router import router
from firstcard.casework.draft import Draft
from firstcard.casework.files.conversion import Answer
from firstcard.core.uploads import open_route
from firstcard.guidance.api.bodies import read_as
from firstcard.guidance.api.describing import takes_file, writes
from firstcard.guidance.today import today
from firstcard.policy.format import Text

_LONGEST = 60  # characters of a document's id
_FILE = Text("Send one file, as `file` of a form.", "请用表单字段file提交一个文件。")
_NOTICE_SHOWN = Text("A notice needs no answer: send true once it was shown.",
                     "告知事项无需表示同意与否，展示后请填true。")  # fmt: skip
_UNKNOWN_NOTICE = Text("There is no such notice.", "没有这个告知事项。")


@router.post("/cases", auth=bearer, operation_id="startCase", summary="Begin an application",
             openapi_extra=writes("CaseView", body="NewCase", status=201, match=None))  # fmt: skip
def start_case(request: HttpRequest) -> HttpResponse:
    """A draft, held by the family; at a counter, by the clerk."""
    body = read_as(request, NewCase)
    requirements.asked(draft=Draft(situation=body.situation), want=body.want, region=body.region,
                       on=today())  # fmt: skip

    def begin() -> HttpResponse:
        case = operations.start(
            by=actor(request), key=f"api {request.headers['Idempotency-Key']}", want=body.want,
            region=body.region, language=body.language, situation=body.situation, at=now(),
        )  # fmt: skip
        return with_case(case, status=HTTPStatus.CREATED)

    return once(request, begin)


@router.put("/cases/{reference}/draft", auth=bearer, operation_id="saveDraft",
            summary="Save what was filled in",
            openapi_extra=writes("CaseView", body="Draft", match=True))  # fmt: skip
def save_draft(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole draft, as far as it goes. What was signed before is not signed any more."""
    draft = read_as(request, Draft)

    def save() -> HttpResponse:
        version, case = needed_version(request), case_to_change(request, reference)
        operations.save(case=case, by=actor(request), draft=draft, version=version, at=now())
        return with_case(case)

    return once(request, save)


@router.post("/cases/{reference}/papers", auth=bearer, operation_id="addPaper",
             url_name="add_paper", summary="Hand in a paper",
             openapi_extra=takes_file("PaperView"))  # fmt: skip
def add_paper(request: HttpRequest, reference: str, document: str, of: str = "") -> HttpResponse:
    """One file (JPEG, PNG, HEIC, PDF) as one paper, of somebody (`of`, as in the papers asked for).

    It is made anew, without what a camera writes into it; the same file again is the same paper.
    """
    plain(request)
    if not document or max(len(document), len(of)) > _LONGEST:
        raise wrong("document", Text("is not the id of a document", "不是材料编号"))
    upload, by = _file(request), actor(request)

    def opened() -> papers.OpenedFile:
        return papers.open_file(case=case_to_change(request, reference), document=document,
                                of=of[:20], upload=upload, by=by, at=now())  # fmt: skip

    def add(file: papers.OpenedFile) -> HttpResponse:
        case = case_to_change(request, reference)
        made = papers.keep(case=case, document=document, of=of[:20], file=file, by=by, at=now())
        return with_case(case, paper_view(made), status=HTTPStatus.CREATED)

    return once_ready(request, opened, add)


@router.delete("/cases/{reference}/papers/{number}", auth=bearer, operation_id="removePaper",
               summary="Take a paper away", openapi_extra=writes("Removed"))  # fmt: skip
def remove_paper(request: HttpRequest, reference: str, number: str) -> HttpResponse:
    """While the family holds the case. Its pages are gone."""

    def remove() -> HttpResponse:
        case = case_to_change(request, reference)
        access.readable(case=case, by=actor(request))
        found = papers.get(case=case, number=row_number(number))
        papers.remove(paper=found, by=actor(request), at=now())
        return with_case(case, Removed())

    return once(request, remove)


@router.post("/cases/{reference}/photo", auth=bearer, operation_id="addPhoto",
             url_name="add_photo", summary="Hand in the photograph",
             openapi_extra=takes_file("PhotoView"))  # fmt: skip
def add_photo(request: HttpRequest, reference: str) -> HttpResponse:
    """It is brought into the form of the card; `findings` says what does not fit."""
    upload, by = _file(request), actor(request)

    def opened() -> Answer:
        case = case_to_change(request, reference)
        return photos.open_file(case=case, upload=upload, by=by, at=now())

    def add(file: Answer) -> HttpResponse:
        case = case_to_change(request, reference)
        made = photos.take_up_opened(case=case, made=file, by=by, at=now())
        return with_case(case, PhotoView(made.findings, made.taken_up_at),
                         status=HTTPStatus.CREATED)  # fmt: skip

    return once_ready(request, opened, add)


def _file(request: HttpRequest) -> UploadedFile:
    found = request.FILES.get("file")
    if not isinstance(found, UploadedFile):
        raise wrong("file", _FILE)
    return found


open_route(name="api:add_paper")
open_route(name="api:add_photo")


@router.post("/cases/{reference}/notices", auth=bearer, operation_id="answerNotice",
             summary="What was shown, and agreed to",
             openapi_extra=writes("NoticeView", body="NoticeAnswer"))  # fmt: skip
def answer_notice(request: HttpRequest, reference: str) -> HttpResponse:
    """Before handing in: the notice `applying`, and an answer, yes or no, to each consent."""
    body = read_as(request, NoticeAnswer)
    notice = notices.NOTICES.get(body.id)
    if notice is None:
        raise wrong("id", _UNKNOWN_NOTICE, *notices.NOTICES)
    if notice.kind == "notice" and not body.given:
        raise wrong("given", _NOTICE_SHOWN, "true")

    def keep() -> HttpResponse:
        case = case_to_change(request, reference)
        access.own(case=case, by=actor(request))
        assert case.applicant is not None
        row = consents.record(by=actor(request), account=case.applicant, notice=notice,
                              given=body.given, at=now(), case=case.reference)  # fmt: skip
        return with_case(case, NoticeView(notice.id, row.version, row.given))

    return once(request, keep)


@router.post("/cases/{reference}/signatures", auth=bearer, operation_id="sign",
             summary="Sign the registration form",
             openapi_extra=writes("SignatureView", body="NewSignature", status=201))  # fmt: skip
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Bound to the PDF that was shown by its SHA-256; an earlier signature counts no more."""
    body = read_as(request, NewSignature)

    def signed() -> HttpResponse:
        case = case_to_change(request, reference)
        content = body.content.encode()
        made = signing.sign(case=case, by=actor(request), kind=body.kind, content=content,
                            form_sha256=body.form_sha256, at=now())  # fmt: skip
        return with_case(case, signature_view(made), status=HTTPStatus.CREATED)

    return once(request, signed)


@router.post("/cases/{reference}/submit", auth=bearer, operation_id="submitCase",
             summary="Hand it in", openapi_extra=writes("CaseView"))  # fmt: skip
def submit_case(request: HttpRequest, reference: str) -> HttpResponse:
    """The first time, or after it was sent back. What is missing is all named at once (422)."""

    def submit() -> HttpResponse:
        case = case_to_change(request, reference)
        return with_case(operations.submit(case=case, by=actor(request), at=now()))

    return once(request, submit)


@router.post("/cases/{reference}/withdraw", auth=bearer, operation_id="withdrawCase",
             summary="Take it back", openapi_extra=writes("CaseView"))  # fmt: skip
def withdraw_case(request: HttpRequest, reference: str) -> HttpResponse:
    """At any time before the decision."""

    def withdraw() -> HttpResponse:
        case = case_to_change(request, reference)
        return with_case(operations.withdraw(case=case, by=actor(request), at=now()))

    return once(request, withdraw)
