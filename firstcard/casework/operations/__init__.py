"""Everything that happens to a case. Each: permission, move, guarded update, history, audit."""

from firstcard.casework.operations.deciding import Refused, approve, refuse
from firstcard.casework.operations.drafting import save, start, submit, withdraw
from firstcard.casework.operations.examining import Found, accept, forward, send_back
from firstcard.casework.operations.proposing import decide_proposal, propose
from firstcard.casework.operations.reminding import remind
from firstcard.casework.operations.taking import LOCK, release, take

__all__ = [
    "LOCK", "Found", "Refused", "accept", "approve", "decide_proposal", "forward",
    "propose", "refuse", "release", "remind", "save", "send_back",
    "start", "submit", "take", "withdraw",
]  # fmt: skip
