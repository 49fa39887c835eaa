"""The draft of a case as it lies in the database: sealed, bound to the case's reference."""

from __future__ import annotations

from firstcard.casework.draft import Draft, decoded, encoded
from firstcard.casework.models import Case
from firstcard.core import vault

_PURPOSE = "draft"


def sealed(*, draft: Draft, reference: str) -> bytes:
    """The draft, encrypted for the case of that reference."""
    return vault.seal(encoded(draft), purpose=_PURPOSE, bound=reference)


def draft_of(case: Case) -> Draft:
    """What was filled in. Whoever shows it has checked `access` and recorded the read.

    Raises vault.CannotOpen under an unknown key.
    """
    return decoded(vault.unseal(bytes(case.draft), purpose=_PURPOSE, bound=case.reference))
