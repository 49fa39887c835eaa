"""What the replies of several parts of the API hold."""

from __future__ import annotations

from msgspec import Struct

from firstcard.people.models import Office
from firstcard.policy.format import Text


class OfficeView(Struct, frozen=True):
    """An office."""

    code: str
    name: Text
    region: str


class Removed(Struct, frozen=True):
    """It is not there any more."""

    removed: bool = True


def office_view(office: Office) -> OfficeView:
    """An office as programs are told of it."""
    return OfficeView(office.code, Text(office.name_en, office.name_zh), office.region)
