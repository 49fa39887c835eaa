"""The offices that somebody's desk has to do with."""

from __future__ import annotations

from firstcard.core.actors import Actor
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, regions
from firstcard.policy.region_codes import lies_in


def offices_of(*, by: Actor) -> list[Office]:
    """Known offices within the regions whose worklist somebody sees, by region and name."""
    held = regions(actor=by, permission=Permission.SEE_WORKLIST)
    known = Office.objects.order_by("region", "name_zh")
    return [each for each in known if any(lies_in(each.region, region) for region in held)]
