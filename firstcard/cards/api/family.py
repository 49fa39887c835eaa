"""What families do with a child's card over HTTP, and desks for them."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, now, once
from firstcard.accounts.replies import Removed
from firstcard.cards import offices, queries
from firstcard.cards.api.bodies import DeliveryChoice
from firstcard.cards.api.doors import card_to_change, day, moved, named_office, with_card
from firstcard.cards.api.replies import credential_view
from firstcard.cards.api.router import router
from firstcard.cards.models import Card, Credential
from firstcard.cards.operations import choosing, credentials, posting
from firstcard.cards.refusals import not_found
from firstcard.enrolment.queries import enrolment_of_case
from firstcard.guidance.api.bodies import read_as
from firstcard.guidance.api.describing import writes
from firstcard.guidance.api.problems import respond
from firstcard.people.models import Office
from firstcard.people.offices import recorded


@router.put("/cards/{order}/delivery", auth=bearer, operation_id="chooseDelivery",
            summary="Choose how the card comes",
            openapi_extra=writes("CardView", body="DeliveryChoice"))  # fmt: skip
def choose_delivery(request: HttpRequest, order: str) -> HttpResponse:
    """Until it leaves the centre, or after it came back in the post."""
    body = read_as(request, DeliveryChoice)
    return moved(request, order, lambda card: choosing.choose(
        card=card, delivery=body.delivery, address=body.address, by=actor(request), at=now(),
        office=_office(card, body) if body.office else None))  # fmt: skip


def _office(card: Card, body: DeliveryChoice) -> Office:
    """One of those that are offered, which nobody may have named before."""
    places = offices.near(delivery=body.delivery, region=card.region, on=day())
    found = next((each for each in places if each.code == body.office), None)
    return recorded(place=found) if found else named_office(body.office, field="office")


@router.post("/cards/{order}/delivered", auth=bearer, operation_id="confirmDelivery",
             summary="Say that the parcel came", openapi_extra=writes("CardView"))  # fmt: skip
def confirm_delivery(request: HttpRequest, order: str) -> HttpResponse:
    """By the family or an office. An older card of the child is out of use from this moment."""
    return moved(request, order, lambda card: posting.delivered(
        card=card, by=actor(request), at=now()))  # fmt: skip


@router.post("/cards/{order}/temporary-credential", auth=bearer, operation_id="standIn",
             summary="Get what stands for the card while it is made",
             openapi_extra=writes("CredentialView", status=201))  # fmt: skip
def stand_in(request: HttpRequest, order: str) -> HttpResponse:
    """It ends with the making of the card; asked again, it is the one that is there."""

    def give() -> HttpResponse:
        card = card_to_change(request, order)
        made = credentials.stand_in(card=card, by=actor(request), at=now())
        return _shown(request, card, made)

    return once(request, give)


@router.post("/cards/{order}/electronic-card", auth=bearer, operation_id="holdElectronicCard",
             summary="Note that one holds the electronic card",
             openapi_extra=writes("CredentialView", status=201))  # fmt: skip
def hold_electronic_card(request: HttpRequest, order: str) -> HttpResponse:
    """By whoever acts for the child; it mirrors the card in use."""

    def give() -> HttpResponse:
        card = card_to_change(request, order)
        made = credentials.hold_electronic_card(person=card.person, by=actor(request), at=now())
        return _shown(request, card, made)

    return once(request, give)


@router.post("/cases/{reference}/e-certificate", auth=bearer, operation_id="activateECertificate",
             summary="Note that the medical e-certificate is activated",
             openapi_extra=writes("CredentialView", status=201, match=None))  # fmt: skip
def activate_e_certificate(request: HttpRequest, reference: str) -> HttpResponse:
    """By a guardian, once the application has enrolled the child; it needs no card."""

    def give() -> HttpResponse:
        found = enrolment_of_case(reference=reference)
        if found is None:
            raise not_found("no-credential")
        made = credentials.activate_e_certificate(person=found.person, by=actor(request), at=now())
        return respond(_view(request, made), status=HTTPStatus.CREATED)

    return once(request, give)


@router.delete("/credentials/{serial}", auth=bearer, operation_id="letGo",
               summary="Hold a credential no longer",
               openapi_extra=writes("Removed", match=None))  # fmt: skip
def let_go(request: HttpRequest, serial: str) -> HttpResponse:
    """By whoever holds it; the child's card and enrolment stay as they are."""

    def go() -> HttpResponse:
        found = Credential.objects.filter(serial=serial).first() if "\0" not in serial else None
        if found is None:
            raise not_found("no-credential")
        credentials.let_go(credential=found, by=actor(request), at=now())
        return respond(Removed())

    return once(request, go)


def _shown(request: HttpRequest, card: Card, made: Credential) -> HttpResponse:
    return with_card(card, _view(request, made), status=HTTPStatus.CREATED)


def _view(request: HttpRequest, made: Credential) -> object:
    at = now()
    found = next(each for each in queries.credentials_of(person=made.person, at=at)
                 if each.credential.pk == made.pk)  # fmt: skip
    return credential_view(found, by=actor(request))
