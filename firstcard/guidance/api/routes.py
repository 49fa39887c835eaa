"""The HTTP API: plans, answers, and the packs they rest on; these routes write nothing.

Other apps add theirs (in config/urls).

Bodies are read and written by msgspec; django-ninja gives the routes and the OpenAPI document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from firstcard.core.problems import refused
from firstcard.core.refusals import Refusal
from firstcard.guidance import packs_store
from firstcard.guidance.api import answers as asked
from firstcard.guidance.api import methods, schema
from firstcard.guidance.api.bodies import read_json
from firstcard.guidance.api.packs import document_view, pack_detail, pack_list
from firstcard.guidance.api.problems import Refused, answer, language, respond
from firstcard.guidance.planning import plan_for
from firstcard.guidance.today import today
from firstcard.people.identity_numbers import mask_in_text
from firstcard.policy.answers import answer_for, heads
from firstcard.policy.fact_values import EXPECTED, read_date
from firstcard.policy.format import Text
from firstcard.policy.situation import FieldError, SituationError

_CACHE = "public, max-age=60"


class Api(NinjaAPI):
    """The API with the schemas of its bodies, made from the Structs that they are."""

    _structs: tuple[Any, ...] = ()

    def add_structs(self, structs: Iterable[Any]) -> None:
        """Describe the Structs that routes of another app read and send."""
        self._structs += tuple(structs)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> Any:
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        return schema.complete(document, book=packs_store.current(), structs=self._structs)


api = Api(
    title="Firstcard",
    version="1",
    description=schema.DESCRIPTION,
    docs_url=None,
    urls_namespace="api",
)


@api.post("/plans", operation_id="makePlan", summary="Make a plan", openapi_extra=schema.PLANS)
def plans(request: HttpRequest) -> HttpResponse:
    """What to do, where, by when and with which papers, for one situation.

    Without `on`, the plan is made for today in Asia/Shanghai. Nothing is stored.
    """
    data = read_json(request)
    book = packs_store.current()
    try:
        plan = plan_for(book=book, data=data, on=today())
    except SituationError as error:
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            Text("The situation cannot be used; see errors.", "所填情况无法使用，详见 errors。"),
            error.errors,
        ) from None
    return respond(msgspec.json.encode(plan))


@api.get("/packs", operation_id="listPacks", summary="List packs", openapi_extra=schema.PACKS)
def packs(request: HttpRequest) -> HttpResponse:
    """Every policy pack that serves now, with version and digest."""
    book = packs_store.current()
    return _cached(request, f"packs-{book.digest}", lambda: pack_list(book=book))


@api.get("/packs/{id}", operation_id="getPack", summary="Show a pack", openapi_extra=schema.PACK)
def pack(request: HttpRequest, id: str) -> HttpResponse:
    """One pack: its documents, instruments and sources."""
    book = packs_store.current()
    if id not in book.packs:
        raise _no_pack(id, book.packs)
    return _cached(request, f"{id}-{book.digest}", lambda: pack_detail(book=book, pack=id))


@api.get(
    "/packs/{id}/documents/{document}",
    operation_id="getDocument",
    summary="Show a document's rule in force",
    openapi_extra=schema.DOCUMENT,
)
def pack_document(
    request: HttpRequest, id: str, document: str, on: str | None = None
) -> HttpResponse:
    """The rule that holds on a day, inherited parts included, with its sources and certainty.

    Without `on`: today in Asia/Shanghai.
    """
    book = packs_store.current()
    if id not in book.packs:
        raise _no_pack(id, book.packs)
    day = _day(on)
    chain = book.chain_of(id)
    own = book.documents.get(document, "")
    if not any(own in book.packs[name].documents for name in chain):
        raise _nothing(
            f'The pack "{id}" has no document "{document}".', f"规则包“{id}”没有“{document}”。"
        )
    return _cached(
        request,
        f"{id}-{document}-{day}-{book.digest}",
        lambda: document_view(book=book, pack=id, document=document, on=day),
    )


@api.get(
    "/answers",
    operation_id="findAnswers",
    summary="Answer a question",
    openapi_extra=schema.ANSWERS,
)
def answers(
    request: HttpRequest,
    q: str | None = None,
    region: str | None = None,
    lang: str | None = None,
    on: str | None = None,
    limit: int = 10,
) -> HttpResponse:
    """What answers a question where the family lives, and the best answer whole.

    Without `q`: every question by topic. A question is never kept or logged; one with a long
    number is refused.
    """
    book = packs_store.current()
    day, place = _day(on), asked.read_region(book=book, region=region)
    chosen = asked.read_lang(lang=lang, preferred=language(request))
    most = asked.read_limit(limit=limit)
    if q is None:
        tag = f"answers-{place}-{day}-{book.digest}"
        return _cached(request, tag, lambda: asked.by_topic(book=book, region=place, on=day))
    return respond(asked.found(book=book, query=q, region=place, on=day, lang=chosen, limit=most))


@api.get(
    "/answers/{id}",
    operation_id="getAnswer",
    summary="Show an answer",
    openapi_extra=schema.ANSWER,
)
def answer_by_id(
    request: HttpRequest, id: str, region: str | None = None, on: str | None = None
) -> HttpResponse:
    """One answer from the rules of a region on a day. Without `on`: today in Asia/Shanghai."""
    book = packs_store.current()
    day, place = _day(on), asked.read_region(book=book, region=region)
    if id not in heads(book=book, region=place):
        raise _nothing(f'There is no answer "{id}".', f"没有问题“{id}”。")
    tag = f"answer-{id}-{place}-{day}-{book.digest}"
    return _cached(request, tag, lambda: answer_for(book=book, id=id, region=place, on=day))


methods.close(api, "/plans", plans, "POST")
methods.close(api, "/packs", packs, "GET")
methods.close(api, "/packs/{id}", pack, "GET")
methods.close(api, "/answers", answers, "GET")
methods.close(api, "/answers/{id}", answer_by_id, "GET")
methods.close(api, "/packs/{id}/documents/{document}", pack_document, "GET")


@api.exception_handler(Refused)
def _on_refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return answer(request, error)


@api.exception_handler(ValidationError)
def _on_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        FieldError(".".join(str(part) for part in each["loc"][1:]), Text(each["msg"], each["msg"]))
        for each in error.errors
    ]
    details = Text("A parameter cannot be used; see errors.", "参数无法使用，详见 errors。")
    return answer(request, Refused(HTTPStatus.UNPROCESSABLE_ENTITY, details, errors))


@api.exception_handler(Refusal)
def _on_refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
    return refused(request, error)


@api.exception_handler(SituationError)
def _on_situation(request: HttpRequest, error: SituationError) -> HttpResponse:
    details = Text("The situation cannot be used; see errors.", "所填情况无法使用，详见 errors。")
    return answer(request, Refused(HTTPStatus.UNPROCESSABLE_ENTITY, details, error.errors))


@api.exception_handler(AuthenticationError)
def _on_stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    details = Text("Send a key that stands: Authorization: Bearer …, made under 'My account'.",
                   "请提供有效密钥：Authorization: Bearer …，可在“我的账户”中生成。")  # fmt: skip
    response = answer(request, Refused(HTTPStatus.UNAUTHORIZED, details))
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def _on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return answer(request, Refused(HTTPStatus(error.status_code), Text(str(error), str(error))))


@api.exception_handler(Http404)
def _on_404(request: HttpRequest, error: Http404) -> HttpResponse:
    return answer(request, _nothing("There is nothing at this address.", "此地址没有内容。"))


def _day(text: str | None) -> date:
    if text is None:
        return today()
    try:
        return read_date(text)
    except ValueError:
        expected = EXPECTED["date"]
        wrong = FieldError("on", Text(f"must be {expected.en}", f"应为{expected.zh}"))
        details = Text("A parameter cannot be used; see errors.", "参数无法使用，详见 errors。")
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, details, [wrong]) from None


def _no_pack(id: str, known: Any) -> Refused:
    names = list(known)
    return _nothing(
        f'There is no pack "{id}"; there are: {", ".join(names)}.',
        f"没有规则包“{id}”；现有：{'、'.join(names)}。",
    )


def _nothing(en: str, zh: str) -> Refused:
    # What was asked for is repeated: never an identity number.
    return Refused(HTTPStatus.NOT_FOUND, Text(mask_in_text(en), mask_in_text(zh)))


def _cached(request: HttpRequest, tag: str, make: Callable[[], Any]) -> HttpResponse:
    """The body with an ETag, or 304 to who has it already."""
    etag = f'"{tag}"'
    asked = request.headers.get("If-None-Match", "")
    if etag in [each.strip().removeprefix("W/") for each in asked.split(",")] or asked == "*":
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        del response["Content-Type"]
    else:
        response = respond(make())
    response["ETag"] = etag
    response["Cache-Control"] = _CACHE
    return response
