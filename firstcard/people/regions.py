"""Regions as the database is asked about them: rows of somebody's own regions."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from firstcard.policy.region_codes import NATION, digits


def within(held: Collection[str]) -> Q:
    """Rows whose `region` lies in one of some regions (GB/T 2260); none where there is no region.

    Says the same as `region_codes.lies_in`.
    """
    if NATION in held:
        return Q()
    found = Q(pk__in=())
    for region in held:
        found |= Q(region__startswith=digits(region))
    return found
