"""Answers over the API: found, listed, shown, refused, and never logged."""

from __future__ import annotations

import json
import logging
from typing import Any

import jsonschema
import pytest
from django.test import Client

NUMBER = "11010519491231002X"
ANSWERS = "/api/v1/answers"


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    found: dict[str, Any] = Client().get("/api/v1/openapi.json").json()
    return found


def conforms(description: dict[str, Any], name: str, body: object) -> None:
    whole = {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
    jsonschema.Draft202012Validator(whole).validate(body)


def test_a_question_is_answered_for_the_place(client: Client, description: dict[str, Any]) -> None:
    asked = {"q": "逾期了怎么办", "region": "410105", "on": "2026-11-23"}
    response = client.get(ANSWERS, asked)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    found = response.json()
    conforms(description, "AnswerList", found)
    assert found["hits"][0]["kind"] == "answer"
    assert found["answer"]["id"] == found["hits"][0]["id"] == "late"
    assert (found["answer"]["region"], found["answer"]["on"]) == ("410105", "2026-11-23")
    assert "90" in found["answer"]["say"]["en"]
    assert found["answer"]["steps"]


def test_every_question_is_listed_by_topic_and_each_can_be_had(
    client: Client, description: dict[str, Any]
) -> None:
    found = client.get(ANSWERS, {"region": "410100"}).json()
    conforms(description, "AnswerList", found)
    ids = [each["id"] for topic in found["topics"] for each in topic["answers"]]
    assert len(ids) == len(set(ids)) > 1
    for name in ids:
        answer = client.get(f"{ANSWERS}/{name}", {"region": "410100"}).json()
        conforms(description, "Answered", answer)
        assert answer["id"] == name


def test_nonsense_finds_nothing(client: Client) -> None:
    found = client.get(ANSWERS, {"q": "xyzzy"}).json()
    assert (found["hits"], found["answer"]) == ([], None)


def test_as_many_hits_as_asked_for(client: Client) -> None:
    assert len(client.get(ANSWERS, {"q": "card", "limit": "2"}).json()["hits"]) == 2


def test_without_a_region_it_is_the_country(client: Client) -> None:
    found = client.get(f"{ANSWERS}/late").json()
    assert found["region"] == "000000"
    assert found["packs"][0]["id"] == "cn"


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({"q": ""}, 400, "q"),
        ({"q": " ？ "}, 400, "q"),
        ({"q": "卡" * 201}, 400, "q"),
        ({"q": f"my number is {NUMBER}"}, 400, "q"),
        ({"q": "card", "region": "999999"}, 422, "region"),
        ({"q": "card", "region": "郑州"}, 422, "region"),
        ({"q": "card", "region": NUMBER}, 422, "region"),
        ({"q": "card", "on": "2026-02-30"}, 422, "on"),
        ({"q": "card", "lang": "fr"}, 422, "lang"),
        ({"q": "card", "limit": "0"}, 422, "limit"),
        ({"q": "card", "limit": "21"}, 422, "limit"),
        ({"q": "card", "limit": "many"}, 422, "limit"),
    ],
)
def test_what_cannot_be_used_is_a_problem_that_does_not_repeat_it(
    client: Client, description: dict[str, Any], asked: dict[str, str], status: int, field: str
) -> None:
    response = client.get(ANSWERS, asked)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    conforms(description, "ProblemDetail", problem)
    assert [field in error["field"] for error in problem["errors"]] == [True]
    assert NUMBER[:15] not in response.content.decode()


@pytest.mark.parametrize("name", ["nothing", NUMBER])
def test_an_unknown_answer_is_404(client: Client, name: str) -> None:
    response = client.get(f"{ANSWERS}/{name}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert NUMBER[:15] not in response.content.decode()


@pytest.mark.parametrize("address", [ANSWERS, f"{ANSWERS}/late?region=410100&on=2026-11-23"])
def test_who_has_it_already_gets_304(client: Client, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_another_place_or_day_is_another_answer(client: Client) -> None:
    tags = {client.get(f"{ANSWERS}/late?region={region}&on={on}")["ETag"]
            for region in ("410100", "410105") for on in ("2026-11-23", "2026-11-24")}  # fmt: skip
    assert len(tags) == 4


@pytest.mark.parametrize("address", [ANSWERS, f"{ANSWERS}/late"])
def test_it_is_only_read(client: Client, address: str) -> None:
    response = client.post(address)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert client.head(address).status_code == 200


@pytest.mark.parametrize("question", ["wheelbarrow secret", "卡丢了 wheelbarrow"])
def test_a_question_reaches_no_log(
    client: Client, caplog: pytest.LogCaptureFixture, question: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert client.get(ANSWERS, {"q": question}).status_code == 200
        assert client.get(ANSWERS, {"q": f"{question} {NUMBER}"}).status_code == 400
    said = json.dumps([str(record.__dict__) for record in caplog.records], ensure_ascii=False)
    assert "/api/v1/answers" in said
    assert "wheelbarrow" not in said
