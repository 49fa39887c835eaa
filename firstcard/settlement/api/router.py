"""The one router of bills: an address answers all its methods from one place."""

from ninja import Router

router = Router(tags=["bills"])
