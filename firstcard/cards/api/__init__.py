"""Cards over HTTP: the same operations as the pages', for programs with a key."""

from firstcard.cards.api import (
    counting,
    enabling,
    family,
    handing,
    incoming_files,
    lists,
    making,
    making_replies,
    reading,
)
from firstcard.cards.api.bodies import BODIES
from firstcard.cards.api.replies import REPLIES
from firstcard.cards.api.router import router

ROUTERS = (router,)
STRUCTS = (*BODIES, *REPLIES, *making_replies.REPLIES, *lists.REPLIES,
           *counting.REPLIES)  # fmt: skip

__all__ = ["ROUTERS", "STRUCTS", "counting", "enabling", "family", "handing", "incoming_files",
           "lists", "making", "reading"]  # fmt: skip
