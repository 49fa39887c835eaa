"""Every door of the cards' API and every role: who gets past it, and that nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import card_families
import card_files
import pytest
from card_makers import again, card, office
from django.utils import timezone
from test_card_api import document
from test_case_api import Program

from firstcard.accounts import demo
from firstcard.accounts.models import Account, RoleGrant
from firstcard.cards.models import Card
from firstcard.core.models import AuditEntry
from firstcard.people.permissions import Role
from firstcard.policy.region_codes import NATION

pytestmark = pytest.mark.django_db
CITY, ELSEWHERE = "410100", "420100"
OFFICE, CENTRE, BANKS = {Role.CLERK, Role.BANK}, {Role.CARD_CENTRE}, {Role.BANK}
DESK = {Role.CLERK}  # of a social security centre, where no bank works
SEE, ENABLE = DESK | CENTRE, OFFICE | {Role.HOSPITAL}
SHUT = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


@dataclass(frozen=True)
class Door:
    """An address, the state in which its card is, and who gets past: roles, and the family."""

    roles: set[Role]
    state: str = "at-office"
    body: Callable[[Card], object] | None = None
    family: bool = False
    method: str = "post"
    delivery: str = "office"


def _stands(made: Card) -> dict[str, Any]:
    return {"stands": {"identity": document(card_families.mother_of(made.person)), "shown": []}}


def _told(**body: object) -> Callable[[Card], object]:
    return lambda made: body


_GET = {"method": "get"}
DOORS: dict[str, Door] = {
    "/cards/{order}": Door(SEE, family=True, **_GET),
    "/cards/{order}/history": Door(SEE, family=True, **_GET),
    "/cards/{order}/credentials": Door(SEE, family=True, **_GET),
    "/cards/{order}/delivery": Door(SEE, family=True, **_GET),
    "/cards/{order}/needs?relation=mother": Door(SEE, family=True, **_GET),
    "/cards/{order}/needs?relation=mother&step=bank": Door(
        SEE | ENABLE, "collected", family=True, **_GET),
    "/cards/{order}/notice": Door(DESK, family=True, **_GET),
    "/cards/{order}/printed": Door(DESK, **_GET),
    "/cards/{order}/take": Door(DESK),
    "/cards/{order}/release": Door(DESK),
    "/cards/{order}/seal": Door(DESK),
    "/cards/{order}/reject": Door(DESK, body=_told(wrong=["damaged"])),
    "/cards/{order}/forward": Door(DESK, body=_told(to="there")),
    "/cards/{order}/unseal": Door(DESK, "sealed"),
    "/cards/{order}/come-back": Door(DESK, "posted", body=_told(office="here", why="moved")),
    "/cards/{order}/keep": Door(DESK, "returned"),
    "/cards/{order}/post-again": Door(
        DESK, "returned", body=_told(tracking="EA123456789CN", address="某路")),
    "/cards/{order}/delivered": Door(DESK, "posted", family=True),
    "/cards/{order}/again": Door(CENTRE, "failed"),
    "/cards/{order}/post": Door(
        CENTRE, "made", body=_told(tracking="EA123456789CN"), delivery="post"),
    "/cards/{order}/print": Door(BANKS, "ordered", delivery="bank", body=_told(
        office="branch", number="B12345678", code="0" * 32)),
    "/cards/{order}/account": Door(BANKS, "collected", body=_told(
        bank="branch", masked="622848******1234", opened_on="2026-11-20")),
    "/cards/{order}/temporary-credential": Door(DESK, "started", family=True),
    "/cards/{order}/electronic-card": Door(set(), "collected", family=True),
    "/cards/{order}/sides/social-security/enable": Door(ENABLE, "collected", body=_stands),
    "/cards/{order}/sides/bank/enable": Door(BANKS, "collected", body=_stands),
    "/cards/{order}/sides/bank/password": Door(BANKS, "collected", body=_told(what="locked")),
    "/cards/{order}/renewal": Door({Role.CLERK}, "collected", body=_stands),
    "/cards/{order}/data-change": Door({Role.CLERK}, "collected", body=_stands),
    "/offices/here/arrivals": Door(OFFICE, "dispatched", body=lambda made: {"order": made.order}),
    "/offices/here/shelves": Door(OFFICE, **_GET),
    "/offices/here/shelves/waiting": Door(OFFICE, **_GET),
    "/offices/centre/stock": Door(CENTRE, **_GET),
    "/offices/branch/stock": Door(BANKS, **_GET),
    "/centres/centre/board": Door(CENTRE, **_GET),
    "/centres/centre/piles": Door(CENTRE, **_GET),
    "/centres/centre/parcels": Door(CENTRE, **_GET),
    "/centres/centre/bad-lines": Door(CENTRE, **_GET),
    "/centres/centre/findings": Door(CENTRE, **_GET),
    "/centres/centre/batches": Door(CENTRE, "ordered", body=_told()),
    "/centres/centre/shipments": Door(CENTRE, "made", body=_told(to="here")),
}  # fmt: skip


def _program(role: str, region: str) -> Program:
    """The key of somebody who has one role, in one region."""
    account = Account.objects.create(login=f"door-{role}-{region}", shown_name="某人",
                                     is_staff_member=role != Role.PARENT)  # fmt: skip
    RoleGrant.objects.create(account=account, role=role, since=timezone.now(),
                             region=NATION if role == Role.PARENT else region)  # fmt: skip
    return Program(account)


def _mother(made: Card) -> Program:
    account = demo.family(telephone="13800000021", at=timezone.now())
    account.person = card_families.mother_of(made.person)
    account.save()
    return Program(account)


def _made(door: Door) -> Card:
    """A card in the state of a door."""
    office(code="there", region="410103")
    branch = office("bank", code="branch")
    fields = {"office": branch} if door.delivery == "bank" else {}
    return card(door.state, delivery=door.delivery, **fields)


def _asked(program: Program, name: str, door: Door, made: Card) -> Any:
    path = name.format(order=made.order)
    if door.method == "get":
        return program.get(path)
    return program.send(path, door.body(made) if door.body else None, method=door.method)


@pytest.mark.parametrize("name", DOORS)
def test_a_door_opens_to_its_roles_in_their_region_and_to_nobody_else(name: str) -> None:
    door = DOORS[name]
    card_files.centre()
    tried = [(role, CITY) for role in Role] + [(role, ELSEWHERE) for role in sorted(door.roles)]
    made = _made(door)
    for role, region in tried:
        reply = _asked(_program(role, region), name, door, made)
        expected = role in door.roles and region == CITY
        assert (reply.status_code not in SHUT) is expected, (role, region, reply.content)
        assert reply.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
        if expected:
            Card.objects.filter(pk=made.pk, making="ordered").update(making="stopped")
            made = _made(door)  # anew, so that nobody finds what another one did
        else:
            assert again(made).version == made.version
            assert not AuditEntry.objects.filter(
                account=Account.objects.get(login=f"door-{role}-{region}").pk
            ).exists()


@pytest.mark.parametrize("name", [name for name in DOORS if "{order}" in name])
def test_a_family_gets_past_the_doors_of_its_own_card_alone(name: str) -> None:
    door = DOORS[name]
    made = _made(door)
    mother = _mother(made)
    reply = _asked(mother, name, door, made)
    assert (reply.status_code not in SHUT) is door.family, reply.content
    foreign = _made(door)
    assert _asked(mother, name, door, foreign).status_code == HTTPStatus.NOT_FOUND
    assert again(foreign).version == foreign.version
