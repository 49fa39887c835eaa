"""The one router of cards: an address answers all its methods from one place."""

from ninja import Router

router = Router(tags=["cards"])
