"""Cards over HTTP, as the programs of families, offices, banks and hospitals meet them."""

from __future__ import annotations

from typing import Any

import card_families
import msgspec
import pytest
from card_makers import again, card, child, number, office
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from drawn_pictures import encoded, portrait
from handing import AGENT, MOTHER, mother_of
from test_case_api import Program, of_staff, told

from firstcard.accounts import demo
from firstcard.cards.content import data_of
from firstcard.cards.models import Card, CardEvent, Collection, Credential
from firstcard.core.models import AuditEntry
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db


def parent_of(made: Card, telephone: str = "13800000011") -> Program:
    """The program of the first who acts for a card's owner."""
    account = demo.family(telephone=telephone, at=timezone.now())
    account.person = card_families.mother_of(made.person)
    account.save()
    return Program(account)


def document(person: Person, **changes: Any) -> dict[str, Any]:
    """Somebody's identity card as a desk reads it."""
    return {"kind": "citizen-id", "number": number(person), "name": person.name, **changes}


def handover(made: Card, **changes: Any) -> dict[str, Any]:
    """What a desk sends when the mother comes with everything."""
    return {"identity": document(mother_of(made)), "shown": sorted(MOTHER), "genuine": True,
            "card_number": made.number, "confirmed": True, "kind": "typed", "content": "王芳",
            **changes}  # fmt: skip


def stands(made: Card, step: str, desk: Program) -> dict[str, Any]:
    """The mother, with everything that the packs ask for at a step."""
    reply = desk.get(f"/cards/{made.order}/needs?relation=mother&step={step}")
    assert reply.status_code == 200, reply.content
    shown = [each["id"] for each in reply.json()["needs"]]
    return {"identity": document(mother_of(made)), "shown": shown}


@pytest.fixture
def clerk() -> Program:
    return of_staff("clerk-zz")


# Families


def test_a_family_sees_where_the_card_is_who_holds_it_and_until_when() -> None:
    made = card("started", due_on=timezone.localdate())
    reply = parent_of(made).get(f"/cards/{made.order}")
    assert reply.status_code == 200, reply.content
    seen = reply.json()
    assert (seen["state"], seen["holder"], seen["office"]["code"]) == (
        "started", "centre", "centre")  # fmt: skip
    assert seen["due_on"] == timezone.localdate().isoformat()
    assert seen["state_text"] == {"en": "being made", "zh": "制卡中"}
    assert [side["state"] for side in seen["sides"]] == ["off", "off"]
    assert reply["ETag"] == f'"{made.version}"'


def test_ones_own_cards_are_listed_and_no_others_and_their_numbers_masked() -> None:
    made, other = card("collected"), card("collected")
    listed = parent_of(made).get("/cards").json()["cards"]
    assert [each["order"] for each in listed] == [made.order]
    assert made.number not in str(listed)
    assert listed[0]["number"].startswith(made.number[:2])
    stranger = parent_of(made)
    for part in ("", "/history", "/credentials", "/delivery", "/account", "/pace", "/receipt",
                 "/printed", "/picture", "/needs?relation=mother"):  # fmt: skip
        assert stranger.get(f"/cards/{other.order}{part}").status_code == 404, part


def test_a_family_chooses_the_post_and_says_that_the_parcel_came() -> None:
    made = card("ordered")
    parent = parent_of(made)
    ways = parent.get(f"/cards/{made.order}/delivery").json()
    assert ways["chosen"] == "office"
    offered = {each["id"]: each for each in ways["deliveries"]}
    assert offered["office"]["offices"]
    assert not offered["post"]["offices"]
    path = f"/cards/{made.order}/delivery"
    bare = parent.send(path, {"delivery": "post"}, method="put")
    assert (bare.status_code, told(bare)["errors"][0]["field"]) == (422, "address")
    chosen = parent.send(path, {"delivery": "post", "address": "金水区某路1号"}, method="put")
    assert chosen.json()["delivery"] == "post", chosen.content
    nearest = offered["office"]["offices"][0]["code"]
    back = parent.send(path, {"delivery": "office", "office": nearest}, method="put")
    assert back.json()["office"]["code"] == "centre", "the centre has it, whoever hands it out"
    office_ = again(made).office
    assert office_ is not None
    assert office_.code == nearest
    posted = card("posted", delivery="post")
    came = parent_of(posted, "13800000012").send(f"/cards/{posted.order}/delivered")
    assert (came.status_code, came.json()["state"]) == (200, "collected")


def test_a_family_gets_the_temporary_credential_and_the_electronic_card() -> None:
    made = card("started")
    parent = parent_of(made)
    first = parent.send(f"/cards/{made.order}/temporary-credential")
    assert (first.status_code, first.json()["state"]) == (201, "active"), first.content
    second = parent.send(f"/cards/{made.order}/temporary-credential")
    assert second.json()["serial"] == first.json()["serial"]
    none = parent.send(f"/cards/{made.order}/electronic-card")
    assert (none.status_code, told(none)["code"]) == (409, "not-now")
    used = card("collected", works=True)
    holder = parent_of(used, "13800000012")
    held = holder.send(f"/cards/{used.order}/electronic-card").json()
    assert (held["kind"], held["state"], held["holder"]) == ("electronic-card", "active", "mother")
    listed = holder.get(f"/cards/{used.order}/credentials").json()["credentials"]
    assert [each["serial"] for each in listed] == [held["serial"]]
    assert parent.send(f"/credentials/{held['serial']}", method="delete").status_code == 404
    gone = holder.send(f"/credentials/{held['serial']}", method="delete")
    assert gone.json() == {"removed": True}
    assert Credential.objects.filter(ended_reason="let-go").count() == 1


def test_a_family_enables_the_social_security_side_alone_and_tells_of_its_password() -> None:
    made = card("collected")
    parent = parent_of(made)
    path = f"/cards/{made.order}/sides"
    assert parent.send(f"{path}/bank/enable", {}).status_code == 422
    assert parent.send(f"{path}/moon/enable", {}).status_code == 404
    works = parent.send(f"{path}/social-security/enable", {})
    assert works.json()["sides"][0]["state"] == "on", works.content
    assert works.json()["sides"][1]["state"] == "off"
    noted = parent.send(f"{path}/social-security/password", {"what": "set"})
    assert noted.json()["sides"][0]["password"] == "set", noted.content
    reset = parent.send(f"{path}/social-security/password", {"what": "reset"})
    assert reset.status_code == 409
    assert "password" not in str(CardEvent.objects.latest("pk").detail)


def test_a_family_learns_from_no_answer_who_is_recorded() -> None:
    """A parent cannot try strangers' names and numbers at a desk's door."""
    made, stranger = card("collected"), child()
    parent = parent_of(made)
    answers = set()
    for who in (document(stranger), document(stranger, name="别人"),
                document(stranger, number="110101199003070012")):  # fmt: skip
        sent = {"stands": {"identity": who, "shown": []}}
        for path in ("sides/social-security/enable", "renewal"):
            reply = parent.send(f"/cards/{made.order}/{path}", sent)
            answers.add((reply.status_code, told(reply)["code"]))
    assert answers == {(403, "not-allowed")}


# Offices


def test_a_card_is_found_taken_shown_and_handed_out_once(clerk: Program) -> None:
    person = child()
    older = card("collected", person=person)
    made = card("at-office", person=person)
    path = f"/cards/{made.order}"
    identity = {"kind": "citizen-id", "number": number(person)}
    for said in ({"said": made.order}, {"identity": identity}):
        assert clerk.send("/cards/search", said).json()["order"] == made.order
    untaken = clerk.send(f"{path}/collection", handover(made))
    assert (untaken.status_code, told(untaken)["code"]) == (409, "not-taken")
    assert clerk.get(f"{path}/printed").status_code == 409
    assert clerk.send(f"{path}/take").json()["taken_by"]
    assert clerk.get(f"{path}/printed").json()["name"] == "李小明"
    assert clerk.get(f"{path}/picture").status_code == 404
    assert parent_of(made).get(f"{path}/notice?lang=zh").content.startswith(b"%PDF")
    needs = clerk.get(f"{path}/needs?relation=mother").json()["needs"]
    assert {each["id"] for each in needs} == MOTHER
    lacking = clerk.send(f"{path}/collection", handover(made, shown=[]))
    assert {each["field"] for each in told(lacking)["errors"]} == MOTHER
    done = clerk.send(f"{path}/collection", handover(made), key="once")
    assert done.status_code == 201, done.content
    assert done.json()["relation"] == "mother"
    assert clerk.send(f"{path}/collection", handover(made), key="once").content == done.content
    assert clerk.send(f"{path}/collection", handover(made)).status_code == 409
    assert Collection.objects.count() == 1
    assert again(older).ended_reason == "replaced"
    assert clerk.get(f"{path}/receipt?lang=en").content.startswith(b"%PDF")
    assert clerk.get(f"{path}/receipt?lang=fr").status_code == 422
    events = clerk.get(f"{path}/history").json()["events"]
    assert events[-1]["action"] == "collect"


def test_somebody_with_a_letter_of_authority_collects(clerk: Program) -> None:
    made = card("at-office")
    path = f"/cards/{made.order}"
    clerk.send(f"{path}/take")
    agent = {"kind": "citizen-id", "number": "110101199003070011", "name": "赵六"}
    letter = {"given_by": document(mother_of(made))}
    wrong = clerk.send(f"{path}/collection", handover(
        made, identity={**agent, "number": "110101199003070012"}, shown=sorted(AGENT),
        authority=letter))  # fmt: skip
    assert wrong.status_code == 422
    done = clerk.send(f"{path}/collection", handover(
        made, identity=document(mother_of(made)), shown=sorted(AGENT)))  # fmt: skip
    assert done.status_code == 201, done.content


def test_two_desks_and_one_card(clerk: Program) -> None:
    branch = office("bank", code="branch")
    made, bank = card("at-office", delivery="bank", office=branch), of_staff("bank-zz")
    path = f"/cards/{made.order}"
    clerk.send(f"{path}/take")
    other = bank.send(f"{path}/take")
    assert (other.status_code, told(other)["code"]) == (409, "taken")
    assert clerk.send(f"{path}/release").json()["taken_by"] is None
    assert bank.send(f"{path}/take").status_code == 200


def test_a_wrong_datum_sends_it_back_for_a_new_card_in_its_place(clerk: Program) -> None:
    made = card("at-office")
    path = f"/cards/{made.order}"
    clerk.send(f"{path}/take")
    unsaid = clerk.send(f"{path}/reject", {"wrong": ["moon"]})
    assert "damaged" in told(unsaid)["errors"][0]["allowed"]
    new = clerk.send(f"{path}/reject", {"wrong": ["damaged"]})
    assert new.status_code == 201, new.content
    assert (new.json()["state"], again(made).making) == ("ordered", "stopped")
    assert Card.objects.get(order=new.json()["order"]).place_from == made.place_from


def test_cards_arrive_are_passed_on_put_away_and_taken_out(clerk: Program) -> None:
    here, there = office(code="here"), office(code="there", region="410103")
    made = card("dispatched")
    wrong = clerk.send("/offices/there/arrivals", {"order": made.order})
    assert (wrong.status_code, told(wrong)["code"]) == (409, "misdirected")
    arrived = clerk.send("/offices/here/arrivals", {"order": made.order.lower()})
    assert arrived.json()["state"] == "at-office", arrived.content
    assert clerk.send("/offices/here/arrivals", {"order": made.order}).status_code == 200
    assert clerk.send("/offices/nowhere/arrivals", {"order": made.order}).status_code == 404
    path = f"/cards/{made.order}"
    unknown = clerk.send(f"{path}/forward", {"to": "nowhere"})
    assert told(unknown)["errors"][0]["field"] == "to"
    on = clerk.send(f"{path}/forward", {"to": there.code})
    assert (on.json()["state"], on.json()["office"]["code"]) == ("dispatched", there.code)
    early = card("at-office", office=here)
    assert clerk.send(f"/cards/{early.order}/seal").status_code in (200, 409)
    kept = card("sealed")
    assert clerk.send(f"/cards/{kept.order}/unseal").json()["state"] == "at-office"


def test_mail_comes_back_and_goes_out_again(clerk: Program) -> None:
    made = card("posted", delivery="post", address=None)
    path = f"/cards/{made.order}"
    back = clerk.send(f"{path}/come-back", {"office": "here", "why": "moved"})
    assert back.json()["state"] == "returned", back.content
    out = clerk.send(f"{path}/post-again", {"tracking": "EA123456789CN", "address": "某路2号"})
    assert (out.json()["state"], out.json()["tracking"]) == ("posted", "EA123456789CN")
    other = card("returned", delivery="post")
    assert clerk.send(f"/cards/{other.order}/keep").json()["state"] == "at-office"


def test_nothing_is_done_to_a_card_that_has_changed_since(clerk: Program) -> None:
    made = card("sealed")
    path = f"/cards/{made.order}"
    tag = clerk.get(path)["ETag"]
    assert clerk.send(f"{path}/unseal", match=tag).status_code == 200
    late = clerk.send(f"{path}/take", match=tag)
    assert (late.status_code, told(late)["code"]) == (412, "stale-card")


def test_an_office_sees_what_lies_there_and_nobodys_name(clerk: Program) -> None:
    there = clerk.get("/workplaces").json()
    assert (there["branches"], there["centres"]) == ([], [])
    made, coming = card("at-office"), card("dispatched")
    assert "here" in [each["code"] for each in clerk.get("/workplaces").json()["offices"]]
    counted = clerk.get("/offices/here/shelves").json()
    assert (counted["waiting"], counted["coming"], counted["sealed"]) == (1, 1, 0)
    for shelf, one in (("waiting", made), ("coming", coming)):
        told_ = clerk.get(f"/offices/here/shelves/{shelf}")
        assert [each["order"] for each in told_.json()["cards"]] == [one.order]
        assert "李小明" not in told_.content.decode()
    assert clerk.get("/offices/here/shelves/moon").status_code == 404
    assert of_staff("hotline-zz").get("/offices/here/shelves").status_code == 403


# Banks and hospitals


def test_a_bank_prints_opens_the_account_and_enables_both_sides() -> None:
    branch = office("bank", code="branch")
    made, bank = card("ordered", delivery="bank", office=branch), of_staff("bank-zz")
    path = f"/cards/{made.order}"
    body = {"office": branch.code, "number": "b12345678", "code": "4101" + "0" * 28}
    empty = bank.send(f"{path}/print", body)
    assert (empty.status_code, told(empty)["code"]) == (409, "not-enough-blanks")
    assert bank.send(f"/offices/{branch.code}/stock", {
        "kind": "received", "count": 5, "about": "note 1"}).json()["left"] == 5  # fmt: skip
    listed = bank.get("/cards-to-print").json()["cards"]
    assert [each["order"] for each in listed] == [made.order]
    assert bank.get(f"{path}/printed?branch={branch.code}").json()["name"] == "李小明"
    printed = bank.send(f"{path}/print", body)
    assert printed.json()["state"] == "at-office", printed.content
    bank.send(f"{path}/take")
    made.refresh_from_db()
    assert bank.send(f"{path}/collection", handover(made)).status_code == 201
    early = bank.send(f"{path}/sides/bank/enable", {"stands": stands(made, "bank", bank)})
    assert early.status_code == 409
    told_ = {"bank": branch.code, "masked": "622848******1234",
             "opened_on": timezone.localdate().isoformat()}  # fmt: skip
    whole = bank.send(f"{path}/account", {**told_, "masked": "6228480402564890018"})
    assert told(whole)["errors"][0]["field"] == "masked"
    assert bank.get(f"{path}/account").status_code == 404
    assert bank.send(f"{path}/account", told_).status_code == 201
    assert bank.get(f"{path}/account").json()["masked"] == told_["masked"]
    for side in ("bank", "social-security"):
        who = {"stands": stands(made, side, bank)}
        reply = bank.send(f"{path}/sides/{side}/enable", who)
        assert reply.status_code == 200, reply.content
        noted = bank.send(f"{path}/sides/{side}/password", {"what": "set", **who})
        assert noted.status_code == 200, noted.content
    assert bank.send(f"{path}/sides/bank/password", {"what": "locked"}).status_code == 200
    seen = bank.get(path).json()
    assert [(s["state"], s["password"]) for s in seen["sides"]] == [("on", "set"), ("on", "locked")]


def test_a_hospital_knows_a_card_by_its_number_and_only_one_in_use() -> None:
    made, waiting, hospital = card("collected"), card("at-office"), of_staff("hospital-zz")
    assert hospital.send("/cards/search", {"said": made.order}).status_code == 404
    assert hospital.send("/cards/search", {"card_number": waiting.number}).status_code == 404
    found = hospital.send("/cards/search", {"card_number": made.number})
    assert found.json()["order"] == made.order, found.content
    path = f"/cards/{made.order}"
    who = {"stands": stands(made, "social-security", hospital)}
    assert hospital.send(f"{path}/sides/social-security/enable", who).status_code == 200
    assert hospital.send(f"{path}/sides/bank/enable", who).status_code == 403
    for part in ("/history", "/account", "/credentials", "/printed"):
        assert hospital.get(f"{path}{part}").status_code in (403, 404), part


def test_a_new_card_when_its_time_ends(clerk: Program) -> None:
    today = timezone.localdate()
    made = card("collected")
    Card.objects.filter(pk=made.pk).update(valid_until=today)
    path = f"/cards/{made.order}"
    same = clerk.send(f"{path}/data-change", {"stands": stands(made, "renewal", clerk)})
    assert same.status_code == 409, same.content
    assert parent_of(made).send(f"{path}/data-change", {}).content == same.content
    new = clerk.send(f"{path}/renewal", {"stands": stands(made, "renewal", clerk)})
    assert new.status_code == 201, new.content
    assert new.json()["reason"] == "renewal"
    twice = parent_of(made).send(f"{path}/renewal", {})
    assert twice.status_code == 409


# All of them


def test_a_search_names_one_thing(clerk: Program) -> None:
    assert clerk.send("/cards/search", {}).status_code == 422
    both = clerk.send("/cards/search", {"said": "x", "card_number": "y"})
    assert told(both)["errors"][0]["allowed"] == ["said", "card_number", "identity"]


def test_every_read_of_a_card_is_written_down(clerk: Program) -> None:
    made = card("at-office")
    before = AuditEntry.objects.filter(person=made.person_id).count()
    for path in ("", "/history", "/credentials", "/delivery"):
        clerk.get(f"/cards/{made.order}{path}")
    assert AuditEntry.objects.filter(person=made.person_id).count() == before + 4


@pytest.mark.parametrize("login", ["reviewer-zz", "hotline-zz", "officer-zz", "auditor-zz"])
def test_whoever_has_no_part_in_cards_sees_and_does_nothing(login: str) -> None:
    made, nobody = card("at-office"), of_staff(login)
    path = f"/cards/{made.order}"
    for part in ("", "/history", "/credentials", "/printed", "/receipt"):
        assert nobody.get(f"{path}{part}").status_code == 404, part
    for part in ("take", "seal", "delivered", "temporary-credential"):
        assert nobody.send(f"{path}/{part}").status_code == 404, part
    assert nobody.send("/cards/search", {"said": made.order}).status_code == 404
    assert again(made).version == made.version


# A new picture


def pictured(made: Card, program: Program, step: str, told_: object, picture: bytes) -> Any:
    """Send a new picture and what goes with it."""
    files = {"file": SimpleUploadedFile("p.jpg", picture, "image/jpeg"),
             "told": msgspec.json.encode(told_).decode()}  # fmt: skip
    return program.client.post(f"/api/v1/cards/{made.order}/new-picture?step={step}", files,
                               headers=program.headers({}))  # fmt: skip


def test_a_new_picture_comes_onto_the_new_card_in_the_form_of_the_card(clerk: Program) -> None:
    made = card("collected")
    who = {"stands": stands(made, "renewal", clerk)}
    bad = pictured(made, clerk, "data-change", who, b"no picture")
    assert bad.status_code == 422, bad.content
    new = pictured(made, clerk, "data-change", who, encoded(portrait()))
    assert new.status_code == 201, new.content
    assert new.json()["reason"] == "data-change"
    picture = data_of(Card.objects.get(order=new.json()["order"])).photo
    assert picture.startswith(b"\xff\xd8")
    assert picture != encoded(portrait()), "made anew, without what a camera writes into it"


def test_a_card_with_a_wrong_picture_is_taken_back_for_one_with_the_right_one(
    clerk: Program,
) -> None:
    made = card("at-office")
    clerk.send(f"/cards/{made.order}/take")
    bare = clerk.send(f"/cards/{made.order}/reject", {"wrong": ["photo"]})
    assert told(bare)["errors"][0]["field"] == "photo"
    new = pictured(made, clerk, "reject", {"wrong": ["photo"]}, encoded(portrait()))
    assert new.status_code == 201, new.content
    assert data_of(Card.objects.get(order=new.json()["order"])).photo
    assert again(made).making == "stopped"
    moon = pictured(made, clerk, "moon", {}, b"x")
    assert told(moon)["errors"][0]["allowed"] == ["renewal", "data-change", "reject"]


# Officers


def test_an_officer_sees_times_and_counts_and_none_that_tells_of_few() -> None:
    for _ in range(11):
        card("at-office")
    card("sealed")
    officer = of_staff("officer-zz")
    found = officer.get("/card-figures?days=30").json()
    (centre,) = found["centres"]
    assert (centre["office"]["code"], centre["count"], centre["half"]) == ("centre", 12, 20)
    assert centre["took"] == [[20, 12]]
    assert found["places"] == {"at-office": None, "sealed": None}, "one of two would be reckoned"
    assert officer.get("/card-figures?days=7").status_code == 422
    foreign = officer.get("/card-figures?region=420100")
    assert told(foreign)["errors"][0]["allowed"] == ["410100"]
    assert of_staff("clerk-zz").get("/card-figures").status_code == 403
