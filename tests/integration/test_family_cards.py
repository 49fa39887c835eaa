"""A family's pages about a card: in every state, in both languages, and what it does there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import card_makers
import cases
import pytest
import signed_in
import time_machine
from applying import begins, tells
from card_makers import AT, again
from django.test import Client
from drawn_pictures import encoded, portrait
from test_languages import Reader

from firstcard.accounts import demo
from firstcard.accounts.models import Account, Correction
from firstcard.cards import changing, ending, figures
from firstcard.cards.content import data_of
from firstcard.cards.models import BankAccount, Card, CardEvent, Credential
from firstcard.cards.operations import credentials, passwords, posting
from firstcard.cards.states import Axis, CardAction, Making, Remark
from firstcard.casework import corrections, operations
from firstcard.casework.content import draft_of
from firstcard.casework.draft import Delivery
from firstcard.casework.forms.rows import Writer
from firstcard.casework.models import CardPhoto, Case
from firstcard.core import vault
from firstcard.core.actors import SERVICE, Actor, Grant
from firstcard.core.models import AuditEntry
from firstcard.guidance import packs_store
from firstcard.people.models import Office, Person
from firstcard.policy import format as form
from firstcard.policy.book import RuleBook

pytestmark = pytest.mark.django_db
TELEPHONE = "13800000077"
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


def browser(child: Person, *, lang: str = "en", telephone: str = "13800000077") -> Client:
    """The mother's browser."""
    account = demo.family(telephone=telephone, at=AT)
    account.person = child.guardians.order_by("pk")[0].guardian
    account.save()
    return signed_in.client_of(account, lang=lang)


def page(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200, (path, reply.status_code)
    return str(reply.content.decode())


def sends(client: Client, path: str, **told: Any) -> Any:
    """A form that is taken: it leads on."""
    reply = client.post(path, told)
    assert reply.status_code == 302, reply.content.decode()
    return reply


def of(card: Card, name: str = "") -> str:
    return f"/cards/{card.order}/{name}"


# Every state, both languages


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
@pytest.mark.parametrize("state", list(Making))
def test_a_card_in_every_state_is_told_in_one_language(state: Making, lang: str) -> None:
    office = Office.objects.create(code="here", name_zh="示例网点", name_en="Sample office",
                                   kind="social-security-centre", region="410105")  # fmt: skip
    made = card_makers.card(state.value, office=office, works=state is Making.COLLECTED)
    client = browser(made.person, lang=lang)
    for path in ("/cards/", of(made)):
        told = page(client, path)
        assert Reader(told.replace(made.order, "")).foreign() == set(), path
        assert "{" not in "".join(text for _, text in Reader(told).said)
        assert made.person.name in told
        for secret in (card_makers.number(made.person), made.number or "?", made.code or "?"):
            assert secret not in told


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("state", "name"),
    [("ordered", "delivery"), ("returned", "delivery"), ("posted", "arrived"),
     ("at-office", "notice"), ("sealed", "notice"), ("collected", "enable"), ("sent", "enable"),
     ("collected", "beside"), ("made", "beside"), ("collected", "renew")],
)  # fmt: skip
def test_every_page_of_a_card_speaks_one_language(state: str, name: str, lang: str) -> None:
    made = card_makers.card(state)
    told = page(browser(made.person, lang=lang), of(made, f"{name}/"))
    assert Reader(told.replace(made.order, "").replace(made.tracking or "?", "")).foreign() == set()
    assert "{" not in "".join(text for _, text in Reader(told).said)
    assert told.count("<h1") == 1


def test_nobody_else_is_told_that_there_is_such_a_card() -> None:
    made = card_makers.card("at-office")
    stranger = browser(card_makers.child(), telephone="13800000078")
    stranger.raise_request_exception = False
    for name in ("", "delivery/", "arrived/", "notice/", "enable/", "beside/", "renew/",
                 "receipt.pdf"):  # fmt: skip
        assert stranger.get(of(made, name)).status_code == 404, name
    for name in ("password/", "beside/let-go/", "enable/", "arrived/", "renew/"):
        assert stranger.post(of(made, name)).status_code == 404, name
    assert made.person.name not in page(stranger, "/cards/")
    nobody = Client(HTTP_HOST="localhost").get(of(made))
    assert nobody["Location"].startswith("/sign-in/")


def test_looking_at_a_card_is_recorded() -> None:
    made = card_makers.card("made")
    client = browser(made.person)
    page(client, of(made))
    assert AuditEntry.objects.filter(action="card.read", person=made.person_id).count() == 1


# How it stands


def test_lateness_is_said_first_and_why() -> None:
    made = card_makers.card("sent")
    Card.objects.filter(pk=made.pk).update(due_on=TODAY - DAY)
    client = browser(made.person)
    told = page(client, of(made))
    assert "The card is late, and we are sorry." in told
    assert "has not said that the card is made" in told
    assert "do not need to do anything" in told
    assert told.index("The card is late") < told.index('id="now"')
    assert 'class="is-late"' in told
    assert "has been told" not in told, "only what happened is said"
    Card.objects.filter(pk=made.pk).update(escalated_at=AT)
    assert "The head of the card centre has been told." in page(client, of(made))
    assert "late" in page(client, "/cards/")


def test_within_a_minute_after_the_promised_day_the_page_says_so(
    clock: time_machine.Traveller,
) -> None:
    made = card_makers.card("ordered")
    Card.objects.filter(pk=made.pk).update(due_on=TODAY)
    clock.move_to(AT.replace(hour=15, minute=59, second=30))
    client = browser(made.person)
    assert "That is today." in page(client, of(made))
    clock.move_to(AT.replace(hour=16))  # midnight in China
    told = page(client, of(made))
    assert "The card is late" in told
    assert "Cards are sent in batches" in told.replace("\n", " ")


def test_the_promise_is_told_with_the_days_that_are_left() -> None:
    made = card_makers.card("started")
    Card.objects.filter(pk=made.pk).update(due_on=TODAY + 9 * DAY)
    told = page(browser(made.person), of(made))
    assert "Promised: made by Wednesday 2 December 2026" in told
    assert "Days left: 9" in told
    assert "Data with the card centre" in told
    assert re.search(r'class="is-now" aria-current="step">Card made', told)


def test_a_card_that_failed_says_so_and_that_it_is_made_again() -> None:
    made = card_makers.card("failed")
    told = page(browser(made.person), of(made))
    assert "is made again, and you do not need to do anything" in told
    assert re.search(r'aria-current="step">Made again', told)


def test_the_whole_way_is_told_as_it_was() -> None:
    made = card_makers.card("collected", works=True)
    told = page(browser(made.person), of(made))
    assert "The card works." in told
    assert told.count('class="is-done"') == 7
    assert "Valid until" in told


def test_a_card_to_print_at_a_branch_waits_for_the_family() -> None:
    branch = card_makers.office("bank", region="410105")
    made = card_makers.order(delivery="bank", office=branch)
    Card.objects.filter(pk=made.pk).update(due_on=TODAY - 9 * DAY)
    client = browser(made.person)
    told = page(client, of(made))
    assert "prints the card while you wait" in told
    assert "late" not in re.sub(r"<[^>]*>", "", told).replace("later", "")
    assert "Have the card printed at the branch" in page(client, of(made, "notice/"))


@pytest.mark.parametrize(
    ("reason", "said"), [("death", "its owner has died"), ("loss", "A loss was reported"),
                         ("whim", "Ask the social security centre")],
)  # fmt: skip
def test_a_stopped_card_says_why(reason: str, said: str) -> None:
    made = card_makers.card("made")
    changing.apply(card=made, action=CardAction.STOP, by=SERVICE, at=AT, detail={"reason": reason})
    told = page(browser(made.person), of(made))
    assert said in told
    assert "ended here" in told


def test_a_replaced_card_leads_to_the_new_one() -> None:
    old = card_makers.card("collected", works=True)
    new = card_makers.card("posted", person=old.person)
    posting.delivered(card=new, by=card_makers.staff(), at=AT)
    told = page(browser(old.person), of(old))
    assert "A new card has taken its place." in told
    assert of(new) in told


# How long others waited


def _took(days: list[int], office: Office) -> None:
    for number in days:
        made = card_makers.card("at-office", office=office)
        Card.objects.filter(pk=made.pk).update(place_from=AT - timedelta(days=number),
                                               at_office_since=AT)  # fmt: skip


def test_the_picture_says_what_the_counts_say_and_nothing_under_twenty() -> None:
    office = card_makers.office()
    _took([*range(1, 20)], office)
    mine = card_makers.card("sent", office=office)
    client = browser(mine.person)
    assert "How long others waited" not in page(client, of(mine))
    _took([90], office)
    told = page(client, of(mine))
    assert "within 18 days of their order" in told
    assert "Yours is on day 20." in told
    assert "Counted from 20 cards" in told
    bars = re.findall(r"<li>(?:Day \d+|\d+ to \d+ days): (\d+) cards?</li>", told)
    assert sum(map(int, bars)) == 20, "the twin in words is whole"
    assert told.count("<rect") == len(bars)
    found = figures.pace(card=again(mine), on=TODAY)
    assert found is not None
    assert sum(count for _, count in found.took) == found.of == 20


# How it comes


def test_a_family_sees_every_way_with_cost_time_and_offices_the_nearest_first() -> None:
    made = card_makers.card("ordered", office=None)
    told = page(browser(made.person), of(made, "delivery/"))
    assert told.count("Cost:") == told.count("Time:") == 3
    assert "Cost: Free" in told
    assert "printed while you wait" in told
    assert "Mon-Fri 09:00-12:00" in told
    assert "Jinshui" in told[: told.index("nearest")][-400:]
    assert "We do not ask where you are" in told


def test_a_family_chooses_an_office_a_branch_and_the_post() -> None:
    made = card_makers.card("ordered", office=None)
    client = browser(made.person)
    sends(client, of(made, "delivery/"), get="office", **{"at-office": "sample-card-erqi"})
    assert again(made).office == Office.objects.get(code="sample-card-erqi")
    sends(client, of(made, "delivery/"), get="bank", **{"at-bank": "sample-bank-jinshui"})
    assert (again(made).delivery, again(made).office.kind) == ("bank", "bank")  # type: ignore[union-attr]
    sends(client, of(made, "delivery/"), get="post", recipient="王芳", address="郑州市某路1号")
    sealed = again(made).address
    assert sealed is not None
    assert vault.unseal(sealed, purpose="card address", bound=made.order).decode() == (
        "王芳\n郑州市某路1号")  # fmt: skip
    assert "某路" not in page(client, of(made, "delivery/")), "an address is not shown again"


def test_what_is_missing_is_said_and_what_was_typed_stays() -> None:
    made = card_makers.card("ordered", office=None)
    client = browser(made.person)
    reply = client.post(of(made, "delivery/"), {"get": "post", "recipient": "王芳", "address": " "})
    told = reply.content.decode()
    assert reply.status_code == 200
    assert "error-summary" in told
    assert 'href="#address"' in told
    assert 'value="王芳"' in told
    assert again(made).delivery == "office"
    for told_ in ({}, {"get": "pigeon"}):
        assert b"error-summary" in client.post(of(made, "delivery/"), told_).content
    forged = {"get": "office", "at-office": "sample-tax-jinshui"}
    assert b"error-summary" in client.post(of(made, "delivery/"), forged).content


def test_a_card_on_its_way_is_not_chosen_for_any_more() -> None:
    made = card_makers.card("dispatched")
    client = browser(made.person)
    assert client.get(of(made, "delivery/"))["Location"] == of(made)
    assert "delivery/" not in page(client, of(made))


def test_after_it_came_back_the_family_says_where_it_goes_and_is_told_that_this_is_known() -> None:
    made = card_makers.card("posted")
    here = Office.objects.get(code="here")
    posting.come_back(card=made, office=here, why="moved", by=card_makers.staff(), at=AT)
    client = browser(made.person)
    told = page(client, of(made))
    assert "Why it came back: moved away." in told
    sends(client, of(made, "delivery/"), get="post", recipient="王芳", address="新地址1号")
    assert "knows what you chose" in page(client, of(made))
    assert again(made).office == here


def test_the_parcel_came_and_everything_on_the_card_is_right() -> None:
    made = card_makers.card("posted")
    client = browser(made.person)
    told = page(client, of(made, "arrived/"))
    number = card_makers.number(made.person)
    assert number not in told
    assert number[-4:] in told
    assert AuditEntry.objects.filter(action="card.show-data").count() == 1
    assert b"error-summary" in client.post(of(made, "arrived/"), {}).content
    sends(client, of(made, "arrived/"), came="no")
    assert again(made).making == "posted"
    sends(client, of(made, "arrived/"), came="right")
    assert again(made).making == "collected"
    sends(client, of(made, "arrived/"), came="right")  # pressed twice
    assert CardEvent.objects.filter(card=made, action="deliver").count() == 1
    assert "You have the card." in page(client, of(made))


def test_a_wrong_card_out_of_a_parcel_without_an_application_goes_to_the_desk() -> None:
    made = card_makers.card("posted")
    client = browser(made.person)
    assert "Take the card to the social security centre" in page(client, of(made, "arrived/"))
    assert b"error-summary" in client.post(of(made, "arrived/"), {"came": "wrong"}).content
    sends(client, of(made, "arrived/"), came="wrong", about="name", wish="应为王宝宝")
    assert again(made).making == "collected"
    assert not Correction.objects.exists()


def test_the_notice_has_a_code_with_the_order_alone_and_what_to_bring() -> None:
    made = card_makers.card("at-office", office=None)
    jinshui = Office.objects.get_or_create(code="sample-card-jinshui", defaults={
        "name_zh": "示例", "name_en": "Sample", "kind": "social-security-centre",
        "region": "410105"})[0]  # fmt: skip
    Card.objects.filter(pk=made.pk).update(office=jinshui)
    told = page(browser(made.person), of(made, "notice/"))
    assert '<svg class="qr"' in told
    assert "letter of authority" in told.lower()
    assert made.order in told
    assert "household register" in told
    assert "Mon-Fri 09:00-12:00" in told
    paper = browser(made.person).get(of(made, "notice.pdf"))
    assert paper.content[:5] == b"%PDF-"
    assert browser(card_makers.child(), telephone="13800000079").get(
        of(made, "notice/")).status_code == 404  # fmt: skip


def test_what_does_not_wait_has_no_notice() -> None:
    made = card_makers.card("made")
    assert browser(made.person).get(of(made, "notice/"))["Location"] == of(made)


# Using it


def test_a_parent_makes_the_card_work_at_home_once() -> None:
    made = card_makers.card("collected")
    client = browser(made.person)
    told = page(client, of(made, "enable/"))
    for way in ("At a social security service centre", "At the bank named on the card",
                "At a designated hospital", "A guardian does it"):  # fmt: skip
        assert way in told
    assert "Cost: Free" in told
    sends(client, of(made, "enable/"))
    sends(client, of(made, "enable/"))
    assert again(made).social_security == "on"
    assert again(made).bank == "off", "the bank side is the bank's"
    assert CardEvent.objects.filter(card=made, action="enable").count() == 1
    told = page(client, of(made, "enable/"))
    assert "Enabled since Monday 23 November 2026" in told
    assert "enable the social security function now" not in told.lower()


def test_passwords_are_noted_never_told() -> None:
    made = card_makers.card("collected")
    client = browser(made.person)
    sends(client, of(made, "enable/"))
    assert 'value="password-set"' in page(client, of(made, "enable/"))
    for _ in range(2):
        sends(client, of(made, "password/"), what="password-set")
    assert passwords.state(card=made, axis=Axis.SOCIAL_SECURITY) == "set"
    told = page(client, of(made, "enable/"))
    assert 'value="password-changed"' in told
    assert 'type="password"' not in told
    sends(client, of(made, "password/"), what="password-changed")
    changing.remark(card=again(made), what=Remark.PASSWORD_LOCKED, axis=Axis.SOCIAL_SECURITY,
                    by=SERVICE, at=AT)  # fmt: skip
    told = page(client, of(made, "enable/"))
    assert "The password is locked." in told
    assert 'name="what"' not in told


def test_the_account_is_known_by_bank_masked_number_and_day() -> None:
    made = card_makers.card("collected")
    client = browser(made.person)
    assert "The bank opens it when a guardian goes there" in page(client, of(made, "enable/"))
    BankAccount.objects.create(card=made, bank=card_makers.office("bank"), opened_on=TODAY,
                               masked="621700******1234")  # fmt: skip
    told = page(client, of(made, "enable/"))
    assert "621700******1234" in told
    assert "Sample office" in told


def test_while_the_card_is_made_a_credential_stands_in() -> None:
    made = card_makers.card("sent")
    client = browser(made.person)
    for _ in range(2):
        sends(client, of(made, "beside/"), kind="temporary-card")
    row = Credential.objects.get()
    assert row.serial in page(client, of(made, "beside/"))


def test_what_cannot_be_noted_yet_is_said_with_its_reason() -> None:
    made = card_makers.card("collected")
    client = browser(made.person)
    reply = client.post(of(made, "beside/"), {"kind": "medical-e-certificate"})
    assert reply.status_code == 409
    assert "not enrolled" in reply.content.decode()
    assert not Credential.objects.exists()
    assert client.post(of(made, "beside/"), {"kind": "x"}).status_code == 404


def test_each_relative_holds_and_lets_go_their_own_electronic_card() -> None:
    made = card_makers.card("collected", works=True)
    client = browser(made.person)
    sends(client, of(made, "beside/"), kind="electronic-card")
    father = Account.objects.create(
        login="father", person=card_makers.guardian(of=made.person, relation="father"))  # fmt: skip
    by = Actor(kind="person", account=father.pk)
    credentials.hold_electronic_card(person=made.person, by=by, at=AT)
    told = page(client, of(made, "beside/"))
    assert "Held by: you" in told
    assert "Held by: the father" in told
    mine = Credential.objects.get(holder__telephone__isnull=False)
    theirs = Credential.objects.get(holder=father)
    assert theirs.serial not in told, "only one's own can be let go"
    for _ in range(2):
        sends(client, of(made, "beside/let-go/"), serial=mine.serial)
    client.raise_request_exception = False
    assert client.post(of(made, "beside/let-go/"), {"serial": theirs.serial}).status_code == 404
    assert not Credential.objects.get(pk=theirs.pk).ended_reason
    assert Credential.objects.get(pk=mine.pk).ended_reason == "let-go"


# A new card


@pytest.fixture
def until_seven(monkeypatch: pytest.MonkeyPatch) -> None:
    """A place whose packs say how long a card is valid, and when it can be renewed."""
    whole = RuleBook.rule

    def rule(self: RuleBook, document: str, *told: Any, **named: Any) -> Any:
        found = whole(self, document, *told, **named)
        if document != "card-collection" or found is None:
            return found
        valid = form.Valid(until_age=7, renew_before=form.SpanForm(days=90), basis=[])
        return replace(found, valid=[valid])  # the rule itself is kept in the book

    book = packs_store.current()
    monkeypatch.setattr(type(book), "rule", rule)


def test_a_card_is_renewed_from_its_day_on_and_once(until_seven: None) -> None:
    made = card_makers.card("collected", works=True)
    Card.objects.filter(pk=made.pk).update(valid_until=TODAY + 100 * DAY)
    client = browser(made.person)
    told = page(client, of(made, "renew/"))
    assert "It can be renewed from" in told
    assert "New photo or changed data" in told
    Card.objects.filter(pk=made.pk).update(valid_until=TODAY + 20 * DAY)
    assert "Renew the card" in page(client, of(made))
    told = page(client, of(made, "renew/"))
    assert "The old card works until you have the new one" in told
    first = sends(client, of(made, "renew/"))["Location"]
    assert sends(client, of(made, "renew/"))["Location"] == first
    new = Card.objects.get(person=made.person, making="ordered")
    assert (new.reason, first) == ("renewal", of(new))
    assert "See the new card" in page(client, of(made))


def test_where_nobody_knows_how_long_it_is_valid_nothing_is_promised() -> None:
    made = card_makers.card("collected")
    Card.objects.filter(pk=made.pk).update(valid_until=None)
    client = browser(made.person)
    assert "How long the card is valid: ask" in page(client, of(made))
    told = client.post(of(made, "renew/")).content.decode()
    assert "Everything on the card is as recorded: no new card is needed." in told
    assert not Card.objects.filter(making="ordered").exists()


def test_who_has_a_letter_sees_the_card_and_neither_enables_nor_renews_it() -> None:
    made = card_makers.card("collected")
    account = demo.family(telephone=TELEPHONE, at=AT)
    account.person = card_makers.guardian(of=made.person, relation="agent", scope=made.case,
                                          person=card_makers.adult("钱多"))  # fmt: skip
    account.save()
    agent = signed_in.client_of(account, lang="en")
    assert "You have the card." in page(agent, of(made))
    assert "Enable the social security function now" not in page(agent, of(made, "enable/"))
    assert "Order the new card" not in page(agent, of(made, "renew/"))
    assert "letter of authority" in agent.post(of(made, "renew/")).content.decode()
    agent.raise_request_exception = False
    assert agent.post(of(made, "enable/")).status_code == 403
    assert again(made).social_security == "off"


def test_a_card_is_made_anew_with_a_new_photo_and_a_bad_one_is_refused_with_its_reason() -> None:
    made = card_makers.card("collected", works=True)
    client = browser(made.person)
    bad = client.post(of(made, "renew/"), {"file": BytesIO(b"no picture")})
    assert "error-summary" in bad.content.decode()
    file = BytesIO(encoded(portrait()))
    file.name = "child.jpg"
    sends(client, of(made, "renew/"), file=file)
    new = Card.objects.get(person=made.person, making="ordered")
    assert new.reason == "data-change"
    assert data_of(new).photo[:2] == b"\xff\xd8"
    assert again(made).ended_on is None, "the old one works on"


def test_a_card_that_has_run_out_says_so_and_leads_to_a_new_one(until_seven: None) -> None:
    made = card_makers.card("collected", works=True)
    Card.objects.filter(pk=made.pk).update(valid_until=TODAY - DAY)
    ending.end(card=again(made), reason="expired", by=SERVICE, at=AT)
    client = browser(made.person)
    told = page(client, of(made))
    assert "It was valid until Sunday 22 November 2026." in told
    assert "Renew the card" in told


# From the application


def approved(*, want: tuple[str, ...] = ("insured", "card"), **told: Any) -> Case:
    """An application of the family that is approved, with its card ordered."""
    account = demo.family(telephone=TELEPHONE, at=AT)
    by = Actor(kind="person", account=account.pk, grants=(Grant(role="parent", region="000000"),))
    case = cases.filled(by, want=want, **told)
    sealed = vault.seal(b"a picture", purpose="photo", bound=case.reference)
    CardPhoto.objects.create(case=case, sealed=sealed, taken_up_at=AT)
    operations.submit(case=case, by=by, at=AT)
    operations.accept(case=cases.again(case), by=cases.staff(), at=AT)
    return operations.approve(case=cases.again(case), by=cases.staff("reviewer"), at=AT)


@pytest.fixture
def applicant() -> Client:
    return signed_in.family(telephone=TELEPHONE, lang="en")


def test_an_approved_application_leads_to_its_card_and_back(applicant: Client) -> None:
    case = approved()
    made = Card.objects.get(case=case.reference)
    told = page(applicant, f"/cases/{case.reference}/")
    assert "The card is ordered. Its data go to the card centre next." in told
    assert of(made) in told
    assert "The card: ordered, not yet being made" in told
    assert made.order in page(applicant, "/cards/")
    told = page(applicant, of(made))
    assert f"/cases/{case.reference}/" in told
    assert f"/account/held/{case.reference}/" in told
    assert 'href="/cards/"' in page(applicant, "/cases/")


def test_who_tracks_without_signing_in_sees_where_the_card_is_and_no_name(
    applicant: Client,
) -> None:
    case = approved()
    made = Card.objects.get(case=case.reference)
    Card.objects.filter(pk=made.pk).update(due_on=TODAY - DAY)
    public = Client(HTTP_HOST="localhost")
    public.post("/language/", {"language": "en", "next": "/"})
    told = public.post("/track/", {"reference": case.reference,
                                   "second": made.person.born_on.isoformat()})  # fmt: skip
    text = told.content.decode()
    assert re.search(r'is-late" aria-current="step">The card: ordered', text)
    assert made.person.name not in text
    assert made.order not in text


def test_what_is_wrong_on_a_card_from_a_parcel_is_asked_to_be_put_right(applicant: Client) -> None:
    case = approved()
    made = Card.objects.get(case=case.reference)
    Card.objects.filter(pk=made.pk).update(delivery="post")
    for action in ("send", "start", "make", "post"):
        move = CardAction(action)
        changing.apply(card=again(made), action=move, by=SERVICE, at=AT,
                       **card_makers._brings(made, move, AT))  # fmt: skip
    told = page(applicant, of(made, "arrived/"))
    assert "Take the card to the social security centre" not in told
    reply = applicant.post(of(made, "arrived/"), {"came": "wrong", "about": "name", "wish": " "})
    assert b'href="#wish"' in reply.content
    assert again(made).making == "posted", "nothing is done by halves"
    where = sends(applicant, of(made, "arrived/"), came="wrong", about="name",
                  wish="应为王宝宝，号码410105199001011234")["Location"]  # fmt: skip
    assert where.endswith("#requests")
    row = Correction.objects.get()
    assert (row.about, row.case) == ("name", case.reference)
    assert "410105199001011234" not in corrections.words_of(row)
    assert again(made).making == "collected"
    assert "应为王宝宝" in page(applicant, f"/account/held/{case.reference}/")


# At the application


def test_the_application_offers_what_the_packs_offer_with_cost_time_and_places() -> None:
    family = signed_in.family(telephone=TELEPHONE, lang="en")
    tells(family, born=TODAY - 20 * DAY)
    reference = begins(family, want="both")
    path = f"/apply/{reference}/question/delivery/"
    told = page(family, path)
    assert told.count("Cost:") == 3
    assert "Mon-Fri 09:00-12:00" in told
    assert b"error-summary" in family.post(path, {"get": "office", "at-office": "x"}).content
    sends(family, path, get="office", **{"at-office": "sample-card-erqi"})
    assert re.search(r'value="sample-card-erqi" checked', page(family, path))
    case = Case.objects.get(reference=reference)
    assert draft_of(case).delivery.office == "sample-card-erqi"
    rows = Writer(book=packs_store.current(), lang="zh").delivery(draft_of(case), ("card",))
    assert "示例社会保障卡服务中心（二七区，虚构）" in str(list(rows)), "as it is signed"


@pytest.mark.parametrize(("code", "region"), [("sample-card-erqi", "410103"), ("gone", "410105"),
                                              ("sample-tax-jinshui", "410105")])  # fmt: skip
def test_the_card_goes_to_the_office_that_was_chosen_else_to_the_nearest(
    code: str, region: str
) -> None:
    case = approved(delivery=Delivery("office", code))
    office = Card.objects.get(case=case.reference).office
    assert office is not None
    assert (office.kind, office.region) == ("social-security-centre", region)
