"""What the routes of cases have in common: which case, in which version."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from firstcard.accounts.doors import actor, asked_version, now
from firstcard.casework import queries
from firstcard.casework.api.replies import case_view
from firstcard.casework.models import Case
from firstcard.casework.refusals import StaleCase
from firstcard.core.refusals import Refusal
from firstcard.guidance.api.problems import respond
from firstcard.policy.format import Text

_NO_MATCH = Text("Send If-Match with the ETag of the case as you read it.",
                 "请在If-Match中提供读取时的ETag。")  # fmt: skip


class VersionMissing(Refusal):
    """The request does not say which version of the case it was made for."""

    code = "if-match-missing"
    status = HTTPStatus.PRECONDITION_REQUIRED


class VersionPassed(Refusal):
    """The case has changed since the version of If-Match."""

    code = "stale-case"
    status = HTTPStatus.PRECONDITION_FAILED


def case_to_change(request: HttpRequest, reference: str) -> Case:
    """The case in the version of If-Match. The operation itself checks whose it is, and records.

    Raises NotFound, VersionPassed.
    """
    case = queries.unread(reference=reference, by=actor(request))
    if (version := asked_version(request)) is not None and version != case.version:
        raise VersionPassed(StaleCase(version=case.version).text)
    return case


def needed_version(request: HttpRequest) -> int:
    """The version that If-Match names. Raises VersionMissing."""
    version = asked_version(request)
    if version is None:
        raise VersionMissing(_NO_MATCH)
    return version


def with_case(case: Case, body: object = None, *, status: int = 200) -> HttpResponse:
    """A reply with the case's ETag; without a body, the case itself."""
    response = respond(case_view(case, at=now()) if body is None else body, status=status)
    response["ETag"] = f'"{case.version}"'
    return response
