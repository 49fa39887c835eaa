"""docs/api-cards.md: it names every address, and what its examples send is what is taken."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.test import Client

from firstcard.cards.api import bodies
from firstcard.guidance.api.bodies import Body

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api-cards.md"
TEXT = GUIDE.read_text(encoding="utf-8")
_VARIABLES = {"ORDER": "order", "OFFICE": "code", "CENTRE": "code", "BATCH": "number"}
_EXAMPLES = [
    line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    for line in re.split(r"\n(?=curl )", block.replace("\\\n", " ")) if line.startswith("curl ")
]  # fmt: skip


@pytest.fixture(scope="module")
def described() -> Any:
    return Client().get("/api/v1/openapi.json").json()


def test_every_address_of_cards_stands_in_the_table(described: Any) -> None:
    there = {
        f"| `{method.upper()} {path.removeprefix('/api/v1')}` | {operation['summary']} |"
        for path, methods in described["paths"].items() for method, operation in methods.items()
        if "cards" in operation.get("tags", ())
    }  # fmt: skip
    told = {line for line in TEXT.split("## Every address")[1].splitlines() if "`" in line}
    assert told == there


@pytest.mark.parametrize("example", _EXAMPLES, ids=range(len(_EXAMPLES)))
def test_an_example_is_a_request_that_is_taken(example: str, described: Any) -> None:
    words = shlex.split(example)
    method = words[words.index("-X") + 1].lower() if "-X" in words else "get"
    url = next(word for word in words if word.startswith("$API"))
    path, _, query = url.removeprefix("$API").partition("?")
    path = re.sub(r"\$([A-Z]+)", lambda found: f"{{{_VARIABLES[found[1]]}}}", path)
    path = re.sub(r"/sides/[a-z-]+/", "/sides/{side}/", path)
    operation = described["paths"][f"/api/v1{path}"][method]
    named = {each["name"] for each in operation["parameters"]}
    assert {each.split("=")[0] for each in query.split("&") if each} <= named
    headers = {word.split(":")[0] for word in words if re.match(r"[A-Z][A-Za-z-]+: ", word)}
    assert "Authorization" in headers
    assert ("Idempotency-Key" in headers) == ("Idempotency-Key" in named)
    content = operation.get("requestBody", {}).get("content", {})
    if "-d" in words:
        _check_body(json.loads(words[words.index("-d") + 1]), content["application/json"])
    elif "-F" in words:
        parts = {words[i + 1].split("=")[0] for i, word in enumerate(words) if word == "-F"}
        assert parts == set(content["multipart/form-data"]["schema"]["properties"])
    else:
        assert not content


def _check_body(sent: object, content: Any) -> None:
    form = getattr(bodies, content["schema"]["$ref"].rsplit("/", 1)[1])
    assert issubclass(form, Body)
    msgspec.convert(sent, form)
