"""The one router of cases: an address answers all its methods from one place."""

from ninja import Router

router = Router(tags=["cases"])
