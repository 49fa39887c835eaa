"""The HTTP API: plans, packs, problems, caching and its own description."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import schemathesis
import time_machine
from django.test import Client
from hypothesis import HealthCheck, settings
from openapi_spec_validator import validate
from schemathesis.checks import CHECKS

from firstcard.config.wsgi import application

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FULL = os.environ.get("FIRSTCARD_FULL", "") == "1"
MORNING_IN_CHINA = "2026-11-23T23:30:00+00:00"  # the 24th in Asia/Shanghai


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    found: dict[str, Any] = Client().get("/api/v1/openapi.json").json()
    return found


def example(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return found


def post(client: Client, body: object, **headers: str) -> Any:
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post("/api/v1/plans", content, content_type="application/json", headers=headers)


def conforms(description: dict[str, Any], name: str, body: object) -> None:
    whole = {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
    jsonschema.Draft202012Validator(whole).validate(body)


class TestPlans:
    @pytest.mark.parametrize("name", sorted(path.stem for path in EXAMPLES.glob("*.json")))
    def test_every_example_is_a_plan(
        self, client: Client, description: dict[str, Any], name: str
    ) -> None:
        body = example(name)
        conforms(description, "Situation", body)
        response = post(client, body)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/json"
        assert response["Cache-Control"] == "no-store"
        plan = response.json()
        conforms(description, "Plan", plan)
        assert plan["on"] == body["on"]
        assert plan["steps"]
        assert {goal["id"] for goal in plan["goals"]} >= set(body.get("want", []))

    @time_machine.travel(MORNING_IN_CHINA, tick=False)
    def test_the_default_day_is_today_in_china(self, client: Client) -> None:
        body = example("not-sure")
        del body["on"]
        assert post(client, body).json()["on"] == "2026-11-24"

    def test_no_cookie_is_set_and_none_is_needed(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        response = post(strict, example("newborn-zhengzhou"))
        assert response.status_code == 200
        assert not response.cookies
        assert "Cookie" not in response["Vary"]

    def test_a_mistake_names_its_field_in_the_language_asked_for(self, client: Client) -> None:
        body = {"region": "410100", "child": {"birthplace": "moon"}}
        english = post(client, body, accept_language="en-GB").json()
        chinese = post(client, body, accept_language="zh-CN").json()
        (error,) = english["errors"]
        assert english["status"] == 422
        assert error["field"] == "child.birthplace"
        assert error["allowed"] == ["abroad", "institution", "other"]
        assert error["message"] == error["messages"]["en"]
        assert chinese["errors"][0]["message"] == error["messages"]["zh"]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"region": "410100", "on": "2026-02-30"}, "on"),
            ({"region": "410100", "on": "2026-11-23", "child": {"born_on": "2026-11-24"}},
             "child.born_on"),
            ({"region": "41"}, "region"),
            ({"region": "410100", "on": "9999-12-31"}, "on"),
            ({"on": "2026-11-23"}, "region"),
            ({"region": "410100", "child": {"bornon": "2026-11-01"}}, "child.bornon"),
            ({"region": "410100", "child": {"foundling": "perhaps"}}, "child.foundling"),
            ({"region": "410100", "child": {"name": "王小明"}}, "child.name"),
            ({"region": "410100", "have": ["nothing"]}, "have[0].id"),
            ({"region": "410100", "want": ["nothing"]}, "want[0]"),
            ({"region": "410100", "children": []}, "children"),
            ([], "$"),
        ],
    )  # fmt: skip
    def test_bad_input_is_a_problem(
        self, client: Client, description: dict[str, Any], body: object, field: str
    ) -> None:
        response = post(client, body)
        assert response.status_code == 422
        assert response["Content-Type"] == "application/problem+json"
        problem = response.json()
        conforms(description, "ProblemDetail", problem)
        assert field in [error["field"] for error in problem["errors"]]

    @pytest.mark.parametrize("place", ["region", "child.born_on"])
    def test_an_identity_number_is_refused_and_not_repeated(
        self, client: Client, place: str
    ) -> None:
        number = "11010519491231002X"
        body = example("newborn-zhengzhou")
        body["child"]["name"] = number
        body[place] = number
        response = post(client, body)
        assert response.status_code == 422
        assert number[:15] not in response.content.decode()

    @pytest.mark.parametrize(
        "raw",
        [b"{", b" ", b"\xff", b'{"a": NaN}', b"[" * 9000, b'{"a":' * 9000 + b"1" + b"}" * 9000],
        ids=["cut", "blank", "not-utf8", "nan", "deep-list", "deep-object"],
    )
    def test_what_is_not_json_is_400(self, client: Client, raw: bytes) -> None:
        response = post(client, raw)
        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"

    def test_too_large_is_413(self, client: Client) -> None:
        fits = json.dumps(example("not-sure")).ljust(64 * 1024)
        assert post(client, fits).status_code == 200
        response = post(client, fits + " ")
        assert response.status_code == 413
        assert response["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
    def test_another_content_type_is_415(self, client: Client, kind: str) -> None:
        response = client.post("/api/v1/plans", "{}", content_type=kind)
        assert response.status_code == 415
        assert response["Content-Type"] == "application/problem+json"

    def test_an_unknown_city_uses_the_nearest_pack_and_says_so(self, client: Client) -> None:
        plan = post(client, {"region": "410300", "on": "2026-11-23"}).json()
        assert plan["pack"]["id"] == "cn-41"
        assert "region" in {notice["kind"] for notice in plan["notices"]}


class TestPacks:
    def test_the_list_and_each_pack(self, client: Client, description: dict[str, Any]) -> None:
        found = client.get("/api/v1/packs").json()
        conforms(description, "PackList", found)
        assert found["packs"][0]["id"] == "cn"
        for pack in found["packs"]:
            detail = client.get(f"/api/v1/packs/{pack['id']}").json()
            conforms(description, "PackDetail", detail)
            assert detail["pack"] == pack
            assert detail["documents"]

    def test_every_document_of_every_pack(
        self, client: Client, description: dict[str, Any]
    ) -> None:
        for pack in client.get("/api/v1/packs").json()["packs"]:
            for entry in client.get(f"/api/v1/packs/{pack['id']}").json()["documents"]:
                address = f"/api/v1/packs/{pack['id']}/documents/{entry['id']}?on=2026-11-23"
                response = client.get(address)
                assert response.status_code == 200
                conforms(description, "DocumentView", response.json())

    def test_a_document_shows_what_it_inherits_with_certainty(self, client: Client) -> None:
        view = client.get("/api/v1/packs/cn-4101/documents/birth-registration").json()
        assert [pack["id"] for pack in view["chain"]] == ["cn", "cn-41", "cn-4101"]
        (month,) = [limit for limit in view["rule"]["within"] if limit["id"] == "one-month"]
        (basis,) = month["basis"]
        assert basis["article"] == "7"
        assert basis["certainty"] == "verified"
        assert basis["rank"] == "required"
        assert "superseded" in {source["standing"] for source in view["sources"]}

    def test_the_day_decides_the_rule(self, client: Client) -> None:
        address = "/api/v1/packs/cn/documents/birth-registration"
        assert client.get(f"{address}?on=1950-01-01").json()["rule"] is None
        assert client.get(f"{address}?on=2026-11-23").json()["rule"] is not None

    @time_machine.travel(MORNING_IN_CHINA, tick=False)
    def test_the_default_day_is_today_in_china(self, client: Client) -> None:
        view = client.get("/api/v1/packs/cn/documents/enrolment").json()
        assert date.fromisoformat(view["on"]) == date(2026, 11, 24)

    @pytest.mark.parametrize(
        "address",
        ["/api/v1/packs/xx", "/api/v1/packs/xx/documents/enrolment",
         "/api/v1/packs/cn/documents/nothing", "/api/v1/nothing"],
    )  # fmt: skip
    def test_what_is_not_there_is_404(self, client: Client, address: str) -> None:
        response = client.get(address)
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize("day", ["0", "2026-02-30", "20261123", "tomorrow", ""])
    def test_a_day_that_is_none_is_422(self, client: Client, day: str) -> None:
        response = client.get("/api/v1/packs/cn/documents/enrolment", {"on": day})
        assert response.status_code == 422
        assert response.json()["errors"][0]["field"] == "on"

    @pytest.mark.parametrize(
        "address",
        ["/api/v1/packs", "/api/v1/packs/cn", "/api/v1/packs/cn/documents/enrolment"],
    )
    def test_who_has_it_already_gets_304(self, client: Client, address: str) -> None:
        first = client.get(address)
        assert "max-age" in first["Cache-Control"]
        for tag in (first["ETag"], f'"other", W/{first["ETag"]}'):
            again = client.get(address, headers={"if-none-match": tag})
            assert (again.status_code, again.content) == (304, b"")
            assert again["ETag"] == first["ETag"]
        assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200

    @pytest.mark.parametrize(
        ("method", "address", "allowed"),
        [("delete", "/api/v1/packs", "GET, HEAD"), ("post", "/api/v1/packs/cn", "GET, HEAD"),
         ("put", "/api/v1/packs/cn/documents/enrolment", "GET, HEAD"),
         ("get", "/api/v1/plans", "POST")],
    )  # fmt: skip
    def test_another_method_is_405(
        self, client: Client, method: str, address: str, allowed: str
    ) -> None:
        response = getattr(client, method)(address)
        assert response.status_code == 405
        assert response["Allow"] == allowed
        assert response["Content-Type"] == "application/problem+json"


def test_the_description_is_openapi_3_1(description: dict[str, Any]) -> None:
    validate(description)
    assert description["openapi"].startswith("3.1")
    assert {
        "/api/v1/plans",
        "/api/v1/packs",
        "/api/v1/packs/{id}",
        "/api/v1/packs/{id}/documents/{document}",
        "/api/v1/answers",
        "/api/v1/answers/{id}",
        "/api/v1/cases/{reference}",
        "/api/v1/bills/{number}/payments",
    } <= set(description["paths"])


# What needs a key is tried in test_case_api_schema.
# What needs a key is tried with the keys of all roles (test_case_api_schema, test_card_api_schema).
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application).exclude(
    path_regex=r"/v1/(?!plans|packs|answers)")  # fmt: skip
NOT_HERE = {
    # Dates that contradict each other are of the right form, and rightly refused.
    "positive_data_acceptance",
}


# Every request looks whether the connection is still good, though planning asks it nothing.
@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=400 if FULL else 30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_the_service_is_as_it_describes_itself(case: schemathesis.Case) -> None:
    case.call_and_validate(excluded_checks=[CHECKS.get_one(name) for name in NOT_HERE])
