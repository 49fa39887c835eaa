"""A page for what was refused, where no form is there to say it on."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from firstcard.core.refusals import Refusal
from firstcard.guidance.views import frame
from firstcard.guidance.words import say, word

_TITLES = {
    HTTPStatus.FORBIDDEN: "refused_not_allowed", HTTPStatus.NOT_FOUND: "refused_not_found",
    HTTPStatus.CONFLICT: "refused_conflict", HTTPStatus.TOO_MANY_REQUESTS: "refused_too_many",
}  # fmt: skip


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Why it was refused, in the page's language, with the refusal's status."""
    lang = frame.language()
    title = word(_TITLES.get(refusal.status, "refused_title"), lang)
    said = list(dict.fromkeys(say(text, lang) for text in
                              (refusal.text, *refusal.fields.values())))  # fmt: skip
    response = frame.page(request, "refused", title, said=said)
    response.status_code = refusal.status
    return response
