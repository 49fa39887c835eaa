"""What is held about a child: whole, opened, for the family alone; put right; and who looked."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import card_makers
import cases
import drawn_pictures
import pytest
import signed_in
import time_machine
from django.apps import apps
from django.db.models import ForeignKey
from django.test import Client
from django.utils import timezone
from msgspec.structs import replace
from test_languages import Reader

from firstcard.accounts import consents, demo, notices, signing
from firstcard.accounts.models import Account, Correction
from firstcard.cards import queries as queries_of_cards
from firstcard.cards.models import BankAccount, Collection
from firstcard.cards.operations import credentials
from firstcard.casework import corrections, held, operations, papers, queries
from firstcard.casework.held_words import ABOUT, DONE, WORDS, done
from firstcard.casework.models import Authorisation, Case
from firstcard.core import audit, vault
from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, NotAllowed, NotFound
from firstcard.messages.models import Message
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db
NUMBER = 77


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(cases.AT, tick=False) as traveller:
        yield traveller


def _family(telephone: str = demo.FAMILY) -> Actor:
    found = signing.actor_of(demo.family(telephone=telephone, at=timezone.now()), at=timezone.now())
    assert found is not None
    return found


def _staff(login: str) -> Actor:
    demo.make(at=timezone.now())
    found = signing.actor_of(Account.objects.get(login=login), at=timezone.now())
    assert found is not None
    return found


def _sign(case: Case) -> None:
    case.signatures.update(
        sealed=vault.seal("李美丽".encode(), purpose="signature", bound=case.reference),
        form=vault.seal(b"%PDF-1.7 the form", purpose="form", bound=case.reference))  # fmt: skip


def _submitted(by: Actor, **changes: Any) -> Case:
    case = cases.submitted(by, number=changes.pop("number", NUMBER), **changes)
    _sign(case)
    return case


def _accepted(by: Actor, **changes: Any) -> Case:
    case = _submitted(by, **changes)
    operations.accept(case=case, by=_staff("clerk-zz"), at=timezone.now())
    return cases.again(case)


def _page(client: Client, case: Case, query: str = "") -> str:
    response = client.get(f"/account/held/{case.reference}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def _download(client: Client, case: Case) -> dict[str, Any]:
    response = client.post(f"/account/held/{case.reference}/download/")
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="{case.reference}.json"'
    assert response["Cache-Control"] == "no-store"
    data: dict[str, Any] = json.loads(response.content)
    return data


# The copy of everything


def test_the_copy_holds_all_of_it_with_sealed_fields_opened() -> None:
    by = _family()
    case = cases.filled(by, number=NUMBER)
    picture = drawn_pictures.encoded(drawn_pictures.sheet())
    papers.add(case=case, document="birth-certificate", of="child", upload=picture, by=by,
               at=timezone.now())  # fmt: skip
    case = operations.submit(case=case, by=by, at=timezone.now())
    _sign(case)
    operations.accept(case=case, by=_staff("clerk-zz"), at=timezone.now())
    number = cases.citizen_id(date(2026, 10, 1), NUMBER)
    data = _download(signed_in.family(), case)
    assert data["account"]["telephone"] == demo.FAMILY
    told = data["application"]["draft"]
    assert (told["child"]["name"], told["child"]["number"]["number"]) == ("张小宝", number)
    pages = [page for paper in data["application"]["papers"] for page in paper["pages"]]
    assert b64decode(pages[0])[:2] == b"\xff\xd8", "a JPEG"
    signature = data["application"]["signatures"][0]
    assert b64decode(signature["signature"]).decode() == "李美丽"
    assert b64decode(signature["form"]).startswith(b"%PDF")
    child = data["child"]
    assert [each["number"] for each in child["numbers"]] == [number]
    assert [(each["name"], each["relation"]) for each in child["guardians"]] == [
        ("李美丽", "mother")]  # fmt: skip
    assert [each["action"] for each in data["application"]["events"]] == [
        "start", "submit", "accept"]  # fmt: skip
    assert any(case.reference in each["text"] for each in data["messages"])


def test_the_copy_tells_of_enrolment_bills_and_payments() -> None:
    case = _accepted(_family())
    operations.approve(case=case, by=_staff("reviewer-zz"), at=timezone.now())
    data = _download(signed_in.family(), case)
    (enrolment,) = data["child"]["enrolments"]
    assert enrolment["case"] == case.reference
    assert enrolment["situation"]["region"]
    assert enrolment["bills"]


def test_the_copy_tells_of_cards_and_what_stands_beside_them() -> None:
    case = _accepted(_family())
    child = Person.objects.get(pk=cases.again(case).child_id)
    card = card_makers.card("collected", person=child, case=case.reference,
                            address=None)  # fmt: skip
    clerk, at = card_makers.staff(), timezone.now()
    Collection.objects.create(
        card=card, collector=card_makers.adult(), relation="mother", kind="typed",
        office=card.office,
        signature=vault.seal("李美丽".encode(), purpose="collection", bound="f" * 64),
        bound_sha256="f" * 64, at=at, clerk=clerk.name)  # fmt: skip
    BankAccount.objects.create(card=card, bank=card_makers.office("bank", code="sample-bank"),
                               masked="6228****1234", opened_on=at.date())  # fmt: skip
    credentials.hold_electronic_card(person=child, by=_family(), at=at)
    queries_of_cards.card_for(order=card.order, by=clerk, at=at)
    data = _download(signed_in.family(), case)
    (told,) = data["child"]["cards"]
    assert (told["order"], told["number"], told["making"]) == (card.order, card.number, "collected")
    assert told["data"]["name"] == child.name
    assert told["data"]["number"] == cases.citizen_id(date(2026, 10, 1), NUMBER)
    assert b64decode(told["collection"]["signature"]).decode() == "李美丽"
    assert (told["bank_account"]["masked"], told["bank_account"]["bank"]["code"]) == (
        "6228****1234", "sample-bank")  # fmt: skip
    assert [event["action"] for event in told["events"]][-1] == "collect"
    assert [each["kind"] for each in data["child"]["credentials"]] == ["electronic-card"]
    looked = {(each["action"], each["name"]) for each in data["who_looked"]}
    assert ("card.read", clerk.name) in looked
    page = _page(signed_in.family(lang="en"), case, "?every=yes")
    assert "looked at where the card is" in page
    assert "handed the card out" in page


def test_the_copy_says_nothing_that_only_the_service_can_use() -> None:
    case = _accepted(_family())
    text = json.dumps(_download(signed_in.family(), case))
    for name in ("token_hash", "password", "start_key", "form_sha256", "telephone_index", "sealed"):
        assert f'"{name}"' not in text


# What a new table must be thought of in: held about a case or a person, or why it is not.
_HELD = {
    "casework.CaseEvent", "casework.CaseClock", "casework.Defect", "casework.Paper",
    "casework.PaperPage", "casework.CardPhoto", "casework.Signature", "casework.Authorisation",
    "casework.Proposal", "casework.Case", "accounts.Consent", "accounts.Correction",
    "accounts.SignedIn", "accounts.ApiToken", "accounts.Account",
    "people.IdentityDocument", "people.Guardianship", "people.Person",
    "enrolment.Enrolment", "enrolment.EnrolmentEvent", "enrolment.PremiumBill",
    "enrolment.Payment", "enrolment.Inquiry",
    "cards.Card", "cards.CardEvent", "cards.Collection", "cards.BankAccount", "cards.Credential",
    "cards.BatchLine", "cards.Finding",
    "settlement.Claim", "settlement.ClaimSettlement", "settlement.ClaimEvent",
    "settlement.YearAccount", "settlement.MutualAid", "settlement.PersonalAccount",
    "settlement.AccountEntry", "settlement.ClaimPaper", "settlement.ClaimPage",
    "settlement.YearOpening", "settlement.TreatmentElsewhere",
}  # fmt: skip
_NOT_HELD = {
    "settlement.AgreementEvent": "of institutions' agreements, with the staff who recorded them",
    "accounts.RoleGrant": "which roles staff hold; a family's own is always parent",
    "accounts.SetUp": "of staff alone",
    "cards.StockMovement": "counts of blank cards, with the staff who counted them",
}


def test_every_table_about_a_case_a_person_or_an_account_is_in_the_copy_or_explained() -> None:
    about = {"casework.Case", "people.Person", "accounts.Account"}
    found = set()
    while True:
        more = {model._meta.label for model in apps.get_models()
                for field in model._meta.get_fields() if isinstance(field, ForeignKey)
                and field.related_model._meta.label in about | found}  # fmt: skip
        if more <= found:
            break
        found |= more
    assert found <= _HELD | set(_NOT_HELD), "say in held_export what is held there"


def test_who_looks_at_what_is_held_is_written_down() -> None:
    case, client = _submitted(_family()), signed_in.family()
    about = (case.reference, cases.again(case).child_id)
    assert case.reference in client.get("/account/held/").content.decode()
    _page(client, case)
    looks = AuditEntry.objects.filter(action="held.read")
    assert list(looks.values_list("case", "person")) == [about, about]


def test_before_an_office_has_looked_the_copy_does_not_say_whether_the_register_differs() -> None:
    cases.submitted(cases.family(), number=NUMBER)
    Case.objects.update(state="withdrawn", due_on=None)
    child = replace(cases.draft(NUMBER).child, name="别的名字")
    case = _submitted(_family(), child=child)
    assert case.events.filter(detail__differs=["child.name"]).exists()
    told = json.dumps(_download(signed_in.family(), case)["application"]["events"])
    assert "differs" not in told


def test_a_download_is_written_down_and_asks_to_sign_in_again(
    clock: time_machine.Traveller,
) -> None:
    case, client = _submitted(_family()), signed_in.family()
    assert client.get(f"/account/held/{case.reference}/download/").status_code == 405
    assert not AuditEntry.objects.filter(action="held.download").exists()
    _download(client, case)
    entry = AuditEntry.objects.get(action="held.download")
    assert (entry.case, entry.person) == (case.reference, cases.again(case).child_id)
    clock.shift(timedelta(minutes=16))
    page = f"/account/held/{case.reference}/"
    response = client.post(f"{page}download/", headers={"referer": f"http://localhost{page}"})
    assert response.status_code == 303
    assert response["Location"].startswith("/sign-in/?next=%2Faccount%2Fheld%2FFC")
    assert "download" not in response["Location"]
    assert response["Location"].endswith("again=yes")


# Whose it is


def test_nobody_sees_what_is_held_about_others_children() -> None:
    case = _submitted(_family())
    others = [signed_in.family(telephone="13900000002"), signed_in.staff("clerk-zz"),
              signed_in.staff("admin"), Client(HTTP_HOST="localhost")]  # fmt: skip
    page = f"/account/held/{case.reference}/"
    for other, status in zip(others, (404, 403, 403, 302), strict=True):
        assert other.get(page).status_code == status
        answers = {other.post(page, {"about": "name", "wish": "x"}).status_code,
                   other.post(f"{page}download/").status_code}  # fmt: skip
        assert answers == {status} or answers == {303}
    assert case.reference not in others[0].get("/account/held/").content.decode()
    assert not Correction.objects.exists()


def test_who_only_typed_a_childs_number_learns_nothing_of_the_register() -> None:
    mother = _accepted(_family())
    operations.approve(case=mother, by=_staff("reviewer-zz"), at=timezone.now())
    stranger = _submitted(_family("13900000002"))
    assert cases.again(stranger).child_id == cases.again(mother).child_id
    data = _download(signed_in.family(telephone="13900000002"), stranger)
    assert data["child"] is None
    assert mother.reference not in json.dumps(data)
    assert {each["case"] for each in data["who_looked"]} == {stranger.reference}
    page = _page(signed_in.family(telephone="13900000002"), stranger)
    assert "系统登记的孩子信息要等经办机构受理" in page


def test_the_other_parent_sees_what_is_held_once_he_agreed() -> None:
    case, father = _submitted(_family()), _family("13900000003")
    row = Authorisation.objects.create(
        case=case, of="father", token_hash=b"x" * 32, asked_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=7), account_id=father.account)  # fmt: skip
    with pytest.raises(NotFound):
        held.case_of(reference=case.reference, by=father)
    Authorisation.objects.filter(pk=row.pk).update(
        granted=True, answered_at=timezone.now(),
        name=vault.seal("王强".encode(), purpose="signature", bound=case.reference))  # fmt: skip
    data = held.everything(case=case, by=father, at=timezone.now())
    assert data["application"]["authorisations"][0]["name"] == "王强"
    assert data["account"]["telephone"] == "13900000003"


def test_a_draft_without_a_name_is_shown_too() -> None:
    case = cases.started(_family())
    client = signed_in.family(lang="en")
    assert "Child without a name yet" in client.get("/account/held/").content.decode()
    assert "Child without a name yet" in _page(client, case)
    assert _download(client, case)["application"]["state"] == "draft"


# Who looked


def test_who_looked_is_told_with_role_and_name() -> None:
    case = _submitted(_family())
    queries.case_for(reference=case.reference, by=_staff("clerk-zz"), at=timezone.now())
    queries.case_for(reference=case.reference, by=_staff("hotline-zz"), at=timezone.now())
    queries.by_reference_and_fact(reference=case.reference, second="2026-10-01",
                                  at=timezone.now())  # fmt: skip
    client = signed_in.family(lang="en")
    page = _page(client, case)
    shown = ("张晓（演示）", "Clerk", "热线一号（演示）", "Hotline", "Somebody not signed in",
             "looked at the application")  # fmt: skip
    for said in shown:
        assert said in page
    assert "<dd>You" not in page, "what others did stands first"
    assert "<dd>You" in _page(client, case, "?every=yes")


def test_others_looks_at_the_childs_record_are_told_after_acceptance() -> None:
    mother = _accepted(_family())
    operations.approve(case=mother, by=_staff("reviewer-zz"), at=timezone.now())
    stranger = _submitted(_family("13900000002"))
    queries.case_for(reference=stranger.reference, by=_staff("reviewer-zz"), at=timezone.now())
    looks = held.looks(case=cases.again(mother), by=_family())
    assert any(each.role == "reviewer" and each.case == "" for each in looks)
    assert stranger.reference not in _page(signed_in.family(), mother, "?every=yes")


def test_each_action_written_down_has_words() -> None:
    case = _accepted(_family())
    operations.approve(case=case, by=_staff("reviewer-zz"), at=timezone.now())
    _download(signed_in.family(), case)
    seen = {each.action for each in AuditEntry.objects.filter(case=case.reference)}
    assert seen
    for action in seen:
        assert done(action) != done("nothing.known"), action
    assert all(text.en and text.zh for text in (*DONE.values(), *WORDS.values()))


# Asking for a correction, and its answer


def test_a_correction_is_asked_for_answered_and_the_family_told() -> None:
    case, client = _submitted(_family()), signed_in.family(lang="en")
    page = f"/account/held/{case.reference}/"
    form = {"about": "name", "wish": "The second sign of the name is wrong.\r\nIt is 晓."}
    for _ in range(2):
        response = client.post(page, form)
        assert response["Location"] == f"{page}?sent#requests"
    row = Correction.objects.get()
    assert b"second sign" not in bytes(row.wish)
    assert "Not answered yet" in _page(client, case)
    officer = signed_in.staff("reviewer-zz", lang="en")
    listed = officer.get("/desk/corrections/").content.decode()
    assert case.reference in listed
    assert "second sign" not in listed, "nobody's words on a list"
    opened = officer.get(f"/desk/corrections/{row.pk}/").content.decode()
    assert "The second sign of the name is wrong." in opened
    done = {"done": "yes", "answer": "It is 张晓宝 now."}
    assert officer.post(f"/desk/corrections/{row.pk}/", done).status_code == 302
    again = officer.post(f"/desk/corrections/{row.pk}/", {**done, "done": "no"})
    assert again.status_code == 409, "answered once"
    shown = _page(client, case)
    assert "Put right on Mon 23 Nov 2026" in shown
    assert "It is 张晓宝 now." in shown
    message = Message.objects.get(template="request-answered")
    assert message.case == case.reference
    actions = AuditEntry.objects.filter(action__startswith="correction").order_by("pk")
    said = [(each.action, each.role) for each in actions]
    assert said[0] == ("correction.ask", "parent")
    assert ("correction.answer", "reviewer") in said
    assert not any("sign" in json.dumps(each.detail) for each in actions)


@pytest.mark.parametrize("form", [
    {}, {"about": "name"}, {"wish": "x"}, {"about": "everything", "wish": "x"},
    {"about": "name", "wish": "  \r\n "}, {"about": "name", "wish": "长" * 1001},
])  # fmt: skip
@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_what_is_missing_in_a_request_is_said_and_nothing_typed_is_lost(
    form: dict[str, str], lang: str
) -> None:
    case, client = _submitted(_family()), signed_in.family(lang=lang)
    page = client.post(f"/account/held/{case.reference}/", form).content.decode()
    assert 'class="error-summary"' in page
    for control in re.findall(r'<li><a href="#([\w-]+)">', page):
        assert f'id="{control}"' in page
    if form.get("about") == "name":
        assert 'value="name" checked' in page
    assert form.get("wish", "").strip() in page
    assert not Correction.objects.exists()


def test_identity_numbers_are_hidden_in_what_is_written() -> None:
    case, client = _submitted(_family()), signed_in.family()
    client.post(f"/account/held/{case.reference}/",
                {"about": "number", "wish": "应为410105202610010771"})  # fmt: skip
    assert "410105202610010771" not in corrections.words_of(Correction.objects.get())


def test_a_draft_is_changed_not_corrected_and_requests_have_an_end() -> None:
    by = _family()
    said = {"about": "name", "by": by, "at": timezone.now()}
    with pytest.raises(Conflict, match="change it in the application itself"):
        corrections.ask(case=cases.started(by), wish="x", **said)
    case = _submitted(by)
    for number in range(5):
        corrections.ask(case=case, wish=f"wish {number}", **said)
    with pytest.raises(Conflict, match="still open"):
        corrections.ask(case=case, wish="one more", **said)


@pytest.mark.parametrize("login", [each for each in signed_in.STAFF if each != "reviewer-zz"])
def test_only_reviewers_answer(login: str) -> None:
    row = corrections.ask(case=_submitted(_family()), about="name", wish="x", by=_family(),
                          at=timezone.now())  # fmt: skip
    by = _staff(login)
    said = {"done": True, "text": "x", "by": by, "at": timezone.now()}
    with pytest.raises(NotAllowed):
        corrections.waiting(by=by)
    with pytest.raises(NotAllowed):
        corrections.get(number=row.pk, by=by, at=timezone.now())
    with pytest.raises(NotAllowed):
        corrections.answer(correction=row, **said)
    client = signed_in.staff(login)
    assert client.get(f"/desk/corrections/{row.pk}/").status_code == 403


def test_a_reviewer_elsewhere_neither_sees_nor_answers() -> None:
    row = corrections.ask(case=_submitted(_family()), about="name", wish="x", by=_family(),
                          at=timezone.now())  # fmt: skip
    for region in ("420100", "410200", "410103"):
        elsewhere = cases.staff("reviewer", region=region)
        assert corrections.waiting(by=elsewhere) == []
        with pytest.raises(NotAllowed):
            corrections.get(number=row.pk, by=elsewhere, at=timezone.now())
    for region in ("000000", "410000", "410100", "410105"):
        assert corrections.waiting(by=cases.staff("reviewer", region=region)) == [row]


@pytest.mark.parametrize("form", [
    {}, {"done": "yes"}, {"answer": "x"}, {"done": "perhaps", "answer": "x"},
    {"done": "no", "answer": "长" * 1001},
])  # fmt: skip
def test_an_answer_without_verdict_or_words_is_not_given(form: dict[str, str]) -> None:
    row = corrections.ask(case=_submitted(_family()), about="name", wish="x", by=_family(),
                          at=timezone.now())  # fmt: skip
    page = signed_in.staff("reviewer-zz").post(f"/desk/corrections/{row.pk}/", form)
    assert 'class="error-summary"' in page.content.decode()
    assert form.get("answer", "") in page.content.decode()
    row.refresh_from_db()
    assert row.done is None


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_the_pages_speak_one_language(lang: str) -> None:
    case = _accepted(_family())
    queries.case_for(reference=case.reference, by=_staff("hotline-zz"), at=timezone.now())
    for about in ABOUT:
        asked = Correction.objects.count()
        if asked < 4:
            corrections.ask(case=case, about=about, wish="错", by=_family(), at=timezone.now())
    first = Correction.objects.order_by("pk")[0]
    corrections.answer(correction=first, done=False, text="对", by=_staff("reviewer-zz"),
                       at=timezone.now())  # fmt: skip
    consents.record(by=_family(), account=Account.objects.get(pk=_family().account),
                    notice=notices.KEEP_PAPERS, given=True, at=timezone.now())  # fmt: skip
    family, officer = signed_in.family(lang=lang), signed_in.staff("reviewer-zz", lang=lang)
    number = Correction.objects.order_by("-pk")[0].pk
    for client, path in (
        (family, "/account/held/"), (family, f"/account/held/{case.reference}/?every=yes"),
        (family, "/account/consents/"), (officer, "/desk/corrections/"),
        (officer, f"/desk/corrections/{number}/"), (officer, f"/desk/corrections/{first.pk}/"),
    ):  # fmt: skip
        page = client.get(path)
        assert page.status_code == 200, path
        read = Reader(page.content.decode().replace(case.reference, ""))
        assert read.foreign() - {"JSON"} == set(), path


def test_a_reference_that_is_none_is_not_found() -> None:
    client = signed_in.family()
    for reference in ("FC-2222-2222-2", "nothing", "../../etc"):
        assert client.get(f"/account/held/{reference}/").status_code == 404
    assert Person.objects.count() == 0


def test_a_record_that_was_merged_is_followed() -> None:
    case = _accepted(_family())
    kept = Person.objects.create(name="张小宝")
    gone = Person.objects.get(pk=case.child_id)
    gone.merged_into = kept
    gone.save()
    audit.record(by=_staff("reviewer-zz"), action="person.merge", subject=f"person:{kept.pk}",
                 person=kept.pk)  # fmt: skip
    data = _download(signed_in.family(), case)
    assert [each["name"] for each in data["child"]["merged_records"]] == ["张小宝"]
    assert "person.merge" in {each["action"] for each in data["who_looked"]}
    assert "person.record" in {each["action"] for each in data["who_looked"]}
