"""Cases over HTTP, as a program with a key meets them: once, in one version, within its region."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from itertools import count
from typing import Any

import msgspec
import pytest
from cases import REGION, accepted, add_paper, draft, newborn, submitted
from cases import family as a_family
from cases import staff as staff_by
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from drawn_pictures import encoded, portrait, sheet
from msgspec.structs import replace

from firstcard.accounts import demo, signing, tokens
from firstcard.accounts.models import Account
from firstcard.casework import operations
from firstcard.casework.draft import Draft
from firstcard.casework.files import taking
from firstcard.casework.models import Case, CaseEvent
from firstcard.casework.photos import DOCUMENT as PHOTO
from firstcard.core.actors import SERVICE
from firstcard.core.models import AuditEntry

pytestmark = pytest.mark.django_db
_keys = count(1)
JSON = "application/json"


class Program:
    """A program with somebody's key."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.token = tokens.make(by=SERVICE, account=account, name="test", days=1,
                                 at=timezone.now())  # fmt: skip
        self.client = Client()

    def headers(self, more: dict[str, str], *, key: str = "") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}",
                "Idempotency-Key": key or f"key-{next(_keys)}", **more}  # fmt: skip

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers(headers))

    def send(self, path: str, body: object = None, *, method: str = "post", key: str = "",
             match: str = "") -> Any:  # fmt: skip
        data = b"" if body is None else msgspec.json.encode(body)
        more = {"If-Match": match} if match else {}
        headers = self.headers(more, key=key)
        call = getattr(self.client, method)
        return call(f"/api/v1{path}", data, content_type=JSON, headers=headers)

    def upload(self, path: str, data: bytes) -> Any:
        file = SimpleUploadedFile("x.jpg", data, "image/jpeg")
        return self.client.post(f"/api/v1{path}", {"file": file}, headers=self.headers({}))


@pytest.fixture
def parent() -> Program:
    return Program(demo.family(telephone=demo.FAMILY, at=timezone.now()))


def of_staff(login: str) -> Program:
    demo.make(at=timezone.now())
    return Program(Account.objects.get(login=login))


def fresh() -> Draft:
    """A draft whose child was born this month, by today's calendar."""
    return draft(5, **newborn(5))


def begun(parent: Program, want: tuple[str, ...] = ("insured",)) -> Any:
    reply = parent.send("/cases", {"want": want, "region": REGION, "situation": fresh().situation})
    assert reply.status_code == 201, reply.content
    return reply.json()


def told(reply: HttpResponse) -> dict[str, Any]:
    assert reply["Content-Type"] == "application/problem+json", reply.content
    found: dict[str, Any] = json.loads(reply.content)
    assert {"type", "title", "status", "detail"} <= set(found)
    return found


def test_the_whole_way_from_the_draft_to_the_paid_insurance(parent: Program) -> None:
    clerk, reviewer = of_staff("clerk-zz"), of_staff("reviewer-zz")
    case = begun(parent, ("insured", "card"))
    path = f"/cases/{case['reference']}"
    saved = parent.send(f"{path}/draft", fresh(), method="put", match=f'"{case["version"]}"')
    assert saved.status_code == 200, saved.content
    for wanted in parent.get(f"{path}/papers").json()["wanted"]:
        if wanted["required"] and wanted["document"] != PHOTO:
            which = f"document={wanted['document']}&of={wanted['of']}"
            added = parent.upload(f"{path}/papers?{which}", encoded(sheet()))
            assert added.status_code == 201, added.content
    assert parent.upload(f"{path}/photo", encoded(portrait())).status_code == 201
    for notice in ("applying", "keep-papers", "bank"):
        assert parent.send(f"{path}/notices", {"id": notice, "given": True}).status_code == 200
    form = parent.get(f"{path}/form?lang=zh")
    assert form.content.startswith(b"%PDF")
    signature = {
        "kind": "typed",
        "content": "李美丽",
        "form_sha256": sha256(form.content).hexdigest(),
    }
    assert parent.send(f"{path}/signatures", signature).status_code == 201
    assert parent.get(f"{path}/missing").json()["missing"] == []
    handed_in = parent.send(f"{path}/submit")
    assert handed_in.status_code == 200, handed_in.content
    assert handed_in.json()["state"] == "submitted"
    assert handed_in.json()["due_on"]
    assert parent.get(f"{path}/signed-form").content == form.content
    assert clerk.send(f"{path}/take").json()["taken_by"]
    assert clerk.send(f"{path}/accept").json()["state"] == "accepted"
    approved = reviewer.send(f"{path}/approve")
    assert approved.json()["state"] == "approved", approved.content
    enrolment = parent.get(f"{path}/enrolment").json()
    assert enrolment["bills"]
    paid = clerk.send(f"/bills/{enrolment['bills'][0]['number']}/payments", {
        "reference": "TAX-1", "amount": "400.00", "paid_on": date.today().isoformat()})  # fmt: skip
    assert paid.status_code == 201, paid.content
    assert paid.json()["amount"] == "400.00"
    events = [event["action"] for event in parent.get(f"{path}/history").json()["events"]]
    assert events[:2] == ["start", "submit"]
    assert events[-1] == "approve"


def test_without_a_key_nobody_comes_in() -> None:
    reply = Client().get("/api/v1/cases")
    assert reply.status_code == 401
    assert told(reply)["status"] == 401
    assert reply["WWW-Authenticate"] == "Bearer"
    assert Client().get("/api/v1/cases", headers={"Authorization": "Bearer no"}).status_code == 401


def test_a_key_stands_for_one_request_and_its_reply(parent: Program) -> None:
    body = {"want": ["insured"], "region": REGION, "situation": fresh().situation}
    first, again = (parent.send("/cases", body, key="mine") for _ in range(2))
    assert again.content == first.content
    assert again["ETag"] == first["ETag"]
    assert Case.objects.count() == 1
    other = parent.send("/cases", {**body, "want": ["card"]}, key="mine")
    assert (other.status_code, told(other)["code"]) == (422, "idempotency-key-reused")
    headers = {"Authorization": f"Bearer {parent.token}"}
    bare = parent.client.post("/api/v1/cases", json.dumps(body), content_type=JSON, headers=headers)
    assert (bare.status_code, told(bare)["code"]) == (400, "idempotency-key-missing")


def test_a_draft_is_saved_in_the_version_in_which_it_was_read(parent: Program) -> None:
    case = begun(parent)
    path = f"/cases/{case['reference']}/draft"
    tag = parent.get(path)["ETag"]
    assert parent.send(path, fresh(), method="put").status_code == 428
    assert parent.send(path, fresh(), method="put", match="nonsense").status_code == 422
    changed = parent.send(path, fresh(), method="put", match=tag)
    assert changed.status_code == 200
    assert changed["ETag"] != tag
    late = parent.send(path, fresh(), method="put", match=tag)
    assert (late.status_code, told(late)["code"]) == (412, "stale-case")


def test_two_decide_and_one_of_them_is_told_who_and_when() -> None:
    reviewer, other = of_staff("reviewer-zz"), of_staff("reviewer-zz")
    case = accepted(a_family(), at=timezone.now())
    path = f"/cases/{case.reference}"
    tag = reviewer.get(path)["ETag"]
    assert reviewer.send(f"{path}/approve", match=tag).status_code == 200
    stale = other.send(f"{path}/approve", match=tag)
    assert stale.status_code == 412
    second = other.send(f"{path}/refuse", {"reasons": [{"reason": "no-ground"}]})
    assert (second.status_code, told(second)["code"]) == (409, "decided")
    assert CaseEvent.objects.filter(case=case, action__in=["approve", "refuse"]).count() == 1


def test_what_is_missing_is_all_named_at_once(parent: Program) -> None:
    case = begun(parent)
    reply = parent.send(f"/cases/{case['reference']}/submit")
    assert (reply.status_code, told(reply)["code"]) == (422, "incomplete")
    named = {each["field"] for each in told(reply)["errors"]}
    assert {"child.name", "applicant", "signature", "notice.applying"} <= named


def test_numbers_are_whole_for_who_fills_them_in_and_masked_for_who_reads() -> None:
    case = submitted(a_family(), at=timezone.now())
    number = draft(1).adults[0].number
    assert number is not None
    seen = of_staff("clerk-zz").get(f"/cases/{case.reference}/draft")
    assert seen.json()["whole"] is False
    assert "***" in seen.json()["draft"]["child"]["number"]["number"]
    assert "****" in seen.json()["draft"]["adults"][0]["telephone"]


def test_nobody_sees_what_is_not_theirs(parent: Program) -> None:
    mine = begun(parent)
    foreign = submitted(a_family(), at=timezone.now())
    Case.objects.filter(pk=foreign.pk).update(region="420102")
    clerk, hotline = of_staff("clerk-zz"), of_staff("hotline-zz")
    for program in (clerk, parent, hotline):
        for path in ("", "/draft", "/history", "/papers", "/form", "/missing", "/enrolment"):
            assert program.get(f"/cases/{foreign.reference}{path}").status_code == 404
        for path in ("/accept", "/approve", "/take", "/submit", "/withdraw"):
            assert program.send(f"/cases/{foreign.reference}{path}").status_code == 404
        assert foreign.reference not in program.get("/cases").content.decode()
    assert clerk.get(f"/cases/{mine['reference']}").status_code == 404  # a draft at home
    assert CaseEvent.objects.filter(case=foreign).count() == 2


def test_the_hotline_sees_how_a_case_stands_and_nothing_of_anybody() -> None:
    case = submitted(a_family(), at=timezone.now())
    hotline = of_staff("hotline-zz")
    assert hotline.get(f"/cases/{case.reference}").json()["state"] == "submitted"
    assert hotline.get(f"/cases/{case.reference}/history").status_code == 200
    for path in ("/draft", "/papers", "/form", "/signed-form", "/missing"):
        assert hotline.get(f"/cases/{case.reference}{path}").status_code == 404
    assert hotline.send(f"/cases/{case.reference}/accept").status_code == 403


def test_every_read_is_written_down(parent: Program) -> None:
    case = submitted(a_family(), at=timezone.now())
    before = AuditEntry.objects.filter(case=case.reference).count()
    of_staff("clerk-zz").get(f"/cases/{case.reference}")
    assert AuditEntry.objects.filter(case=case.reference).count() == before + 1


def test_a_paper_of_a_case_is_given_out_as_a_picture_alone(parent: Program) -> None:
    case = begun(parent)
    path = f"/cases/{case['reference']}"
    made = parent.upload(f"{path}/papers?document=birth-certificate", encoded(sheet())).json()
    page = parent.get(f"{path}/papers/{made['number']}/pages/1")
    assert page["Content-Type"] == "image/jpeg"
    assert page["X-Content-Type-Options"] == "nosniff"
    assert parent.get(f"{path}/papers/{made['number']}/pages/2").status_code == 404
    assert parent.get(f"{path}/papers/{10**30}/pages/1").status_code == 404
    gone = parent.send(f"{path}/papers/{made['number']}", method="delete")
    assert gone.json() == {"removed": True}, gone.content
    assert parent.get(f"{path}/papers/{made['number']}/pages/1").status_code == 404
    bad = parent.upload(f"{path}/papers?document=birth-certificate", b"<svg onload=alert(1)>")
    assert bad.status_code == 422


def test_files_that_are_refused_count_too(parent: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "_MOST", 2)
    path = f"/cases/{begun(parent)['reference']}/papers?document=birth-certificate&of=child"
    answers = [parent.upload(path, b"no paper") for _ in range(3)]
    assert [each.status_code for each in answers] == [422, 422, 429]
    assert told(answers[0])["code"] == "file-wrong-kind"


def test_tracking_needs_a_second_fact_and_no_key() -> None:
    case = submitted(a_family(), at=timezone.now())
    born = draft(1).child.born_on
    send = lambda second: Client().post(  # noqa: E731
        "/api/v1/tracking", json.dumps({"reference": case.reference, "second": second}),
        content_type=JSON)  # fmt: skip
    assert send(born).json()["state"] == "submitted"
    assert send("2020-01-01").status_code == 404
    for _ in range(20):
        last = send("2020-01-01")
    assert last.status_code == 429


def test_a_reference_is_guessed_at_no_more_often_through_two_doors_and_many_addresses() -> None:
    case = submitted(a_family(), at=timezone.now())
    body = {"reference": case.reference.lower(), "second": "2020-01-01"}
    for n in range(10):
        door = Client(HTTP_HOST="localhost", REMOTE_ADDR=f"192.0.2.{n}")
        if n % 2:
            assert door.post("/track/", body).status_code == 200
        else:
            assert door.post("/api/v1/tracking", body, content_type=JSON).status_code == 404
    for path, kind in (("/track/", None), ("/api/v1/tracking", JSON)):
        door = Client(HTTP_HOST="localhost", REMOTE_ADDR="198.51.100.1")
        more = {"content_type": kind} if kind else {}
        assert door.post(path, body, **more).status_code == 429  # type: ignore[arg-type]


def test_of_what_happened_each_is_told_as_much_as_is_theirs_to_know() -> None:
    """That the register says otherwise would tell whoever types a stranger's number at a guess;
    the words of a refusal are the family's, not the hotline's nor a stranger's."""
    family, at = demo.family(telephone="13800000002", at=timezone.now()), timezone.now()
    by = signing.actor_of(family, at=at)
    assert by is not None
    submitted(a_family(), number=5, at=at)
    Case.objects.update(state="withdrawn", due_on=None)
    child = replace(draft(5).child, name="别的名字")
    case = accepted(by, number=5, at=at, child=child)
    reasons = [operations.Refused(reason="untrue", note="李美丽 is not the mother")]
    operations.refuse(case=case, by=staff_by("reviewer"), reasons=reasons, at=at)
    path = f"/cases/{case.reference}/history"

    def details(reply: HttpResponse) -> dict[str, Any]:
        assert reply.status_code == 200, reply.content
        return {each["action"]: each["detail"] for each in json.loads(reply.content)["events"]}

    desk, own = details(of_staff("clerk-zz").get(path)), details(Program(family).get(path))
    assert desk["submit"] == {"differs": ["child.name"]}
    assert own["submit"] == {}
    assert own["refuse"]["reasons"][0]["note"] == "李美丽 is not the mother"
    hotline = details(of_staff("hotline-zz").get(path))
    fact = {"reference": case.reference, "second": child.born_on}
    tracked = details(Client().post("/api/v1/tracking", fact, content_type=JSON))
    assert not any(hotline.values())
    assert not any(tracked.values())


def test_a_notice_that_was_not_shown_is_not_written_down(parent: Program) -> None:
    path = f"/cases/{begun(parent)['reference']}/notices"
    assert parent.send(path, {"id": "applying", "given": False}).status_code == 422
    assert parent.send(path, {"id": "keep-papers", "given": False}).status_code == 200


def test_a_cursor_that_is_none_begins_the_list_anew() -> None:
    submitted(a_family(), at=timezone.now())
    for after in ("9" * 5000, ":" + "9" * 5000, "x:y", "2026-99-99:1"):
        reply = of_staff("clerk-zz").get(f"/cases?after={after}")
        assert len(reply.json()["cases"]) == 1, after


def test_the_desk_sends_back_refuses_and_passes_on() -> None:
    clerk, reviewer = of_staff("clerk-zz"), of_staff("reviewer-zz")
    parent, at = a_family(), timezone.now()
    case = submitted(parent, at=at)
    path = f"/cases/{case.reference}"
    nothing = clerk.send(f"{path}/send-back", {"defects": []})
    assert nothing.status_code == 422
    sent = clerk.send(f"{path}/send-back", {"defects": [
        {"reason": "missing", "document": "birth-certificate"}]})  # fmt: skip
    assert sent.status_code in (200, 422)
    unknown = clerk.send(f"{path}/forward", {"office": "nowhere"})
    assert unknown.status_code in (409, 422)
    other = accepted(a_family(), at=at)
    refused = reviewer.send(f"/cases/{other.reference}/refuse", {
        "reasons": [{"reason": "no-ground"}]})  # fmt: skip
    assert refused.json()["state"] == "refused"
    detail = reviewer.get(f"/cases/{other.reference}/history").json()["events"][-1]["detail"]
    assert detail["remedies"]


def test_an_exception_needs_a_second_person() -> None:
    clerk, reviewer = of_staff("clerk-zz"), of_staff("reviewer-zz")
    case = submitted(a_family(), at=timezone.now())
    add_paper(case, "birth-certificate")
    path = f"/cases/{case.reference}"
    made = clerk.send(f"{path}/proposals", {"kind": "exception", "reason": "lost in a flood",
                                            "change": {"waive": ["ground"]}})  # fmt: skip
    assert made.status_code == 201, made.content
    decision = f"{path}/proposals/{made.json()['number']}/decision"
    assert clerk.send(decision, {"granted": True}).status_code in (403, 409)
    assert reviewer.send(decision, {"granted": True}).json()["granted"] is True
    assert reviewer.send(f"{path}/proposals/999999/decision", {"granted": True}).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b'{"want":["insured"]}', 422), (b'{"want":["all"],"region":"410105"}', 422),
     (b'{"want":["insured"],"region":"999999"}', 422),
     (b'{"want":["insured"],"region":"410105","situation":{"child":{"born_on":"x"}}}', 422),
     (b'{"want":["insured"],"region":"410105","language":"\\u0000"}', 400),
     (b'{"want":["insured"],"region":"410105","more":1}', 422), (b" " * 70_000, 413)],
)  # fmt: skip
def test_what_cannot_be_right_is_a_problem_that_says_so(
    parent: Program, body: bytes, status: int
) -> None:
    reply = parent.client.post("/api/v1/cases", body, content_type=JSON, headers=parent.headers({}))
    assert reply.status_code == status, reply.content
    assert told(reply)["status"] == status
    assert not Case.objects.exists()
