"""Bills over HTTP: what an institution presents, what the fund pays, who is under agreement."""

from firstcard.settlement.api import accounts, counter, elsewhere, institutions, manual
from firstcard.settlement.api.bodies import BODIES
from firstcard.settlement.api.replies import REPLIES
from firstcard.settlement.api.router import router

ROUTERS = (router,)
STRUCTS = (*BODIES, *REPLIES, *accounts.BODIES, *accounts.REPLIES, *manual.BODIES,
           *manual.REPLIES, *elsewhere.BODIES, *elsewhere.REPLIES)  # fmt: skip

__all__ = ["ROUTERS", "STRUCTS", "accounts", "counter", "elsewhere", "institutions", "manual"]
