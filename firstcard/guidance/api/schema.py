"""The OpenAPI document: schemas from the Structs that are sent, and from the declared facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from firstcard.guidance.api.answers import AnswerList
from firstcard.guidance.api.packs import DocumentView, PackDetail, PackList
from firstcard.guidance.api.problems import ProblemDetail
from firstcard.policy.answers import Answered
from firstcard.policy.book import RuleBook
from firstcard.policy.format import Fact
from firstcard.policy.plan import Plan
from firstcard.policy.situation import MAX_CHILDREN

Json = dict[str, Any]

DESCRIPTION = """\
From a birth to a working social security card: what to do, where, by when and with which papers.

Every text is given in English and Chinese. Dates are calendar dates in China; the default day is
today in Asia/Shanghai. Money is yuan as text with two decimals. A situation carries no name and no
identity number: one that does is refused. Nothing of a plan is stored. Errors are problems after
RFC 9457, in the language of Accept-Language.

Cases, enrolments, payments and cards need a key: `Authorization: Bearer …`, made under "My
account". Each request that writes carries an `Idempotency-Key`; sent again with the same key and
body it has one effect, and the same reply. A case and a card have an `ETag`; with `If-Match`
nothing is done to one that has changed since."""

_REF = "#/components/schemas/{name}"


def _ref(name: str) -> Json:
    return {"$ref": _REF.format(name=name)}


def _ok(description: str, name: str, *, cached: bool = False) -> Json:
    response: Json = {
        "description": description,
        "content": {"application/json": {"schema": _ref(name)}},
    }
    if cached:
        response["headers"] = {
            "ETag": {"description": "Changes with the packs.", "schema": {"type": "string"}},
            "Cache-Control": {"schema": {"type": "string"}},
        }
    return response


def _problem(description: str) -> Json:
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": _ref("ProblemDetail")}},
    }


_SAME = {"description": "Not modified: the ETag of If-None-Match still holds."}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of an earlier answer.",
}
_ON = {
    "name": "on",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "format": "date"},
    "description": "The day, such as 2026-11-23. Without it: today in Asia/Shanghai.",
}

PLANS: Json = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _ref("Situation")}},
    },
    "responses": {
        200: _ok("The plan.", "Plan"),
        400: _problem("The body is not JSON."),
        413: _problem("The body is larger than 64 KiB."),
        415: _problem("The body is not application/json."),
        422: _problem("The situation cannot be used: every field at fault, and what is allowed."),
    },
}
PACKS: Json = {
    "parameters": [_IF_NONE_MATCH],
    "responses": {200: _ok("The packs.", "PackList", cached=True), 304: _SAME},
}
PACK: Json = {
    "parameters": [_IF_NONE_MATCH],
    "responses": {
        200: _ok("The pack.", "PackDetail", cached=True),
        304: _SAME,
        404: _problem("There is no such pack."),
    },
}
DOCUMENT: Json = {
    "parameters": [_IF_NONE_MATCH],
    "responses": {
        200: _ok("The document and its rule in force.", "DocumentView", cached=True),
        304: _SAME,
        404: _problem("There is no such pack, or it has no such document."),
        422: _problem("The day is not a date."),
    },
}

_REGION = {
    "name": "region",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "pattern": "^[0-9]{6}$"},
    "description": "Where the family lives: a division code such as 410100. Without it: China.",
}
_ASKED: Json = {
    "q": {
        "schema": {"type": "string", "maxLength": 200},
        "description": "The question or a few words, in Chinese or English. Never logged.",
    },
    "region": _REGION,
    "on": _ON,
    "lang": {
        "schema": {"type": "string", "enum": ["zh", "en"]},
        "description": "Orders what fits equally well. Without it: as Accept-Language prefers.",
    },
    "limit": {
        "schema": {"type": "integer", "minimum": 1, "maximum": 20, "default": 10},
        "description": "How many hits.",
    },
}
ANSWERS: Json = {
    "parameters": [_IF_NONE_MATCH],
    "responses": {
        200: _ok("What was found, or every question by topic.", "AnswerList", cached=True),
        304: _SAME,
        400: _problem("The question is empty, too long, or holds a long number."),
        422: _problem("The region, the day, the language or the limit cannot be used."),
    },
}
ANSWER: Json = {
    "parameters": [_IF_NONE_MATCH],
    "responses": {
        200: _ok("The answer.", "Answered", cached=True),
        304: _SAME,
        404: _problem("The region has no such answer."),
        422: _problem("The region or the day cannot be used."),
    },
}


def complete(document: Json, *, book: RuleBook, structs: Iterable[Any] = ()) -> Json:
    """Put the schemas of all bodies into ninja's document; `structs`: those of other parts."""
    _, parts = msgspec.json.schema_components(
        [Plan, PackList, PackDetail, DocumentView, AnswerList, Answered, ProblemDetail, *structs],
        ref_template=_REF,
    )
    parts["Situation"] = situation_schema(book=book)
    document.setdefault("components", {}).setdefault("schemas", {}).update(parts)
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"] = {str(k): v for k, v in operation["responses"].items()}
            for parameter in operation.get("parameters", ()):
                parameter.update(_ASKED.get(parameter["name"], {}))
    return document


def situation_schema(*, book: RuleBook) -> Json:
    """The body of POST /plans: the declared facts as nested objects; absent means not known."""
    root = _object("A family's situation. What is absent is not known; null means there is none.")
    for fact in book.facts.facts.values():
        if not fact.derived:
            _place(root, fact.id.split("."), _fact(fact))
    properties = root["properties"]
    properties["children"] = {
        "description": "Twins and more: facts of each child, over those of `child`.",
        "type": ["array", "null"],
        "minItems": 1,
        "maxItems": MAX_CHILDREN,
        "items": properties["child"],
    }
    names = sorted(book.documents)
    properties["have"] = {
        "description": "What the family has already.",
        "type": "array",
        "items": {"anyOf": [{"type": "string", "enum": names}, _held(names)]},
    }
    properties["want"] = {
        "description": "The goals; without it, those of the region's pack.",
        "type": "array",
        "items": {"type": "string", "enum": names},
    }
    root["required"] = ["region"]
    return root


def _object(description: str = "") -> Json:
    form: Json = {"type": "object", "additionalProperties": False, "properties": {}}
    return {"description": description, **form} if description else form


def _place(root: Json, names: list[str], form: Json) -> None:
    at = root
    for name in names[:-1]:
        at = at["properties"].setdefault(name, _object())
    at["properties"][names[-1]] = form


def _held(names: list[str]) -> Json:
    form = _object()
    form["properties"] = {
        "id": {"type": "string", "enum": names},
        "on": {"type": ["string", "null"], "format": "date"},
        "child": {"type": ["integer", "null"], "minimum": 1, "maximum": MAX_CHILDREN},
        "year": {"type": ["integer", "null"], "minimum": 1950, "maximum": 2100},
    }
    form["required"] = ["id"]
    return form


def _fact(fact: Fact) -> Json:
    values = [value.id for value in fact.values or ()]
    forms: dict[str, Json] = {
        "date": {"type": "string", "format": "date"},
        "division": {"type": "string", "pattern": r"^[0-9]{6}$"},
        "yes-no": {"enum": [True, False, "yes", "no", "true", "false"]},
        "enum": {"type": "string", "enum": values},
        "set": {"type": "array", "items": {"type": "string", "enum": values}},
        "number": {"type": "integer", "minimum": fact.least or 0, "maximum": fact.most or 9999},
    }
    form = forms[fact.type]
    if fact.nullable:
        form = {"anyOf": [form, {"type": "null"}]}
    return {"title": fact.name.en, "description": fact.name.zh, **form}
