"""The draft of a case as it lies in the database: sealed, bound to the case's reference."""

from __future__ import annotations

from firstcard.casework.draft import Draft, decoded, encoded
from firstcard.casework.models import Case
from firstcard.casework.refusals import invalid
from firstcard.core import vault

LARGEST_BYTES = 64 * 1024  # a bound of the machine: a whole application takes some three
_PURPOSE = "draft"


def sealed(*, draft: Draft, reference: str) -> bytes:
    """The draft, encrypted for the case of that reference. Raises Invalid for one too large."""
    data = encoded(draft)
    if len(data) > LARGEST_BYTES:
        raise invalid("too-much")
    return vault.seal(data, purpose=_PURPOSE, bound=reference)


def draft_of(case: Case) -> Draft:
    """What was filled in. Whoever shows it has checked `access` and recorded the read.

    Raises vault.CannotOpen under an unknown key.
    """
    return decoded(vault.unseal(bytes(case.draft), purpose=_PURPOSE, bound=case.reference))
