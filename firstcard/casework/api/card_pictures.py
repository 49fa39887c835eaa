"""A new card with a new picture, over HTTP: the picture is made anew as applications' are."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, now, once_ready, wrong
from firstcard.cards.api.bodies import Attending, DataChange, RejectedCard
from firstcard.cards.api.doors import card_to_change, with_card
from firstcard.cards.api.enabling import changed, renewed
from firstcard.cards.models import Card
from firstcard.cards.operations import rejecting, renewing
from firstcard.casework import photos
from firstcard.casework.api.router import router
from firstcard.core.uploads import open_route
from firstcard.guidance.api.bodies import Body, read_part
from firstcard.guidance.api.describing import takes_files
from firstcard.policy.format import Text

_FILE = Text("Send the picture, as `file` of a form.", "请用表单字段file提交照片。")
_ONE_OF = Text("must be one of the listed values", "应为所列值之一")
_STEPS: dict[str, type[Body]] = {
    "renewal": Attending, "data-change": DataChange, "reject": RejectedCard}  # fmt: skip
_STEP = [{"name": "step", "in": "query", "required": True,
          "schema": {"type": "string", "enum": list(_STEPS)}}]  # fmt: skip
_TAKES: dict[Any, Any] = takes_files("CardView", names=("file",), match=False, told=True)
_TAKES["parameters"] = [*_TAKES["parameters"], *_STEP]


@router.post("/cards/{order}/new-picture", auth=bearer, operation_id="newCardWithPicture",
             url_name="new_card_with_picture", summary="Order a new card with a new picture",
             tags=["cards"], openapi_extra=_TAKES)  # fmt: skip
def new_card_with_picture(request: HttpRequest, order: str) -> HttpResponse:
    """The picture as `file`, and as `told` the body of the step: renewal, data-change or reject.

    A picture with something wrong is refused; `errors` says what. The reply is the new card.
    """
    step = request.GET.get("step", "")
    if step not in _STEPS:
        raise wrong("step", _ONE_OF, *_STEPS)
    told, upload = read_part(request, "told", _STEPS[step]), request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        raise wrong("file", _FILE)

    def opened() -> bytes:
        card = card_to_change(request, order)
        return photos.for_a_card(upload=upload, region=card.region, by=actor(request), at=now())

    def make(picture: bytes) -> HttpResponse:
        card = card_to_change(request, order)
        return with_card(_made(request, card, told, picture), status=HTTPStatus.CREATED)

    return once_ready(request, opened, make)


def _made(request: HttpRequest, card: Card, told: Body, photo: bytes) -> Card:
    if isinstance(told, RejectedCard):
        right = renewing.record_of(person=card.person, photo=photo)
        return rejecting.reject(card=card, wrong=told.wrong, right=right, by=actor(request),
                                at=now())  # fmt: skip
    if isinstance(told, DataChange):
        return changed(request, card, told, photo)
    assert isinstance(told, Attending)
    return renewed(request, card, told, photo)


open_route(name="api:new_card_with_picture")
