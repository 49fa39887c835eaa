"""Cases over HTTP: the same operations as the pages', for programs with a key."""

from firstcard.casework.api import applying, card_pictures, deciding, insuring, reading
from firstcard.casework.api.bodies import BODIES
from firstcard.casework.api.replies import REPLIES
from firstcard.casework.api.router import router

ROUTERS = (router,)
STRUCTS = (*BODIES, *REPLIES, *insuring.REPLIES)

__all__ = ["ROUTERS", "STRUCTS", "applying", "card_pictures", "deciding", "insuring", "reading"]
