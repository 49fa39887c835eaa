"""A refusal as the API tells it: a problem after RFC 9457, in both languages."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request

from firstcard.core.errors import PROBLEM
from firstcard.core.refusals import Refusal
from firstcard.policy.format import Text


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a response: `code` for programs, `detail` in the language asked for."""
    english = get_language_from_request(request).startswith("en")
    body = {
        "type": "about:blank", "title": refusal.status.phrase, "status": refusal.status.value,
        "code": refusal.code, "detail": _said(refusal.text, english),
        "details": _both(refusal.text),
        "errors": [
            {"field": name, "message": _said(text, english), "messages": _both(text), "allowed": []}
            for name, text in refusal.fields.items()
        ],
    }  # fmt: skip
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False).encode(),
        status=refusal.status.value, content_type=PROBLEM,
    )  # fmt: skip
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = "en" if english else "zh-Hans"
    return response


def _said(text: Text, english: bool) -> str:
    return text.en if english else text.zh


def _both(text: Text) -> dict[str, Any]:
    return {"en": text.en, "zh": text.zh}
