"""Signing the registration form: bound by SHA-256 to the PDF that was shown."""

from __future__ import annotations

import hmac
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from django.db import transaction

from firstcard.casework import access
from firstcard.casework.forms import registration_form, words
from firstcard.casework.models import Case, Signature
from firstcard.casework.moving import check, too_late
from firstcard.casework.paper_access import locked
from firstcard.casework.refusals import invalid
from firstcard.casework.states import HOLDERS, CaseState, Who
from firstcard.core import audit, vault
from firstcard.core.actors import Actor
from firstcard.core.refusals import Conflict, Invalid, NotFound
from firstcard.core.rows import insert
from firstcard.guidance.today import CHINA
from firstcard.guidance.words import LANGS, Lang
from firstcard.people.permissions import Permission
from firstcard.policy.situation import SituationError

Kind = Literal["typed", "drawn", "paper"]
KINDS: tuple[Kind, ...] = ("typed", "drawn", "paper")
MOST_BYTES = 256 * 1024  # of a drawn signature: a bound of the machine
_PNG, _PNG_BEGINS, _PNG_ENDS = "data:image/png;base64", b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_SIGNATURE, _FORM = "signature", "form"  # purposes of sealing


class FormChanged(Conflict):
    """What would be signed is not what was shown."""

    code = "form-changed"

    def __init__(self) -> None:
        super().__init__(words.FORM_CHANGED, fields={"form_sha256": words.FORM_CHANGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The form as it is to be signed. `sha256`: of the PDF, in hexadecimal."""

    pdf: bytes
    sha256: str


def show(*, case: Case, by: Actor, lang: Lang, at: datetime) -> Shown:
    """The registration form as it stands; the read is recorded.

    Raises NotFound, and Invalid for facts that cannot be true together.
    """
    access.readable(case=case, by=by)
    try:
        pdf = registration_form(case=case, lang=lang, on=at.astimezone(CHINA).date())
    except SituationError as error:
        wrong = {each.field: each.message for each in error.errors}
        raise invalid("wrong-situation", fields=wrong) from error
    _audit(case, by, at, "case.form")
    return Shown(pdf=pdf, sha256=sha256(pdf).hexdigest())


@transaction.atomic
def sign(
    *, case: Case, by: Actor, kind: Kind, content: bytes, form_sha256: str, at: datetime
) -> Signature:  # fmt: skip
    """Sign the form whose SHA-256 was shown; what was signed before counts no more.

    `content`: the name as typed (UTF-8), the drawing, or nothing for a form signed on paper at the
    counter. Raises NotFound, NotAllowed, NotNow, Invalid, FormChanged.
    """
    family = kind != "paper"
    check(case=case, by=by, family=family, permission=Permission.APPLY_AT_COUNTER)
    _check(kind, content)
    case = locked(case=case)
    if HOLDERS[CaseState(case.state)] is not Who.FAMILY:
        raise too_late(case)
    pdf = _as_shown(case, form_sha256, at)
    case.signatures.filter(void_at=None).update(void_at=at)
    made = Signature(
        case=case, account_id=by.account, kind=kind, form_sha256=sha256(pdf).digest(), at=at,
        sealed=vault.seal(content, purpose=_SIGNATURE, bound=case.reference),
        form=vault.seal(pdf, purpose=_FORM, bound=case.reference))  # fmt: skip
    insert(made)
    _audit(case, by, at, "case.sign")
    return made


def latest(*, case: Case) -> Signature | None:
    """The signature that counts; None where there is none."""
    return case.signatures.filter(void_at=None).order_by("-pk").first()


def signed_form(*, case: Case, by: Actor, at: datetime) -> Shown:
    """The form as it was signed: the family's copy. The read is recorded. Raises NotFound."""
    access.readable(case=case, by=by)
    signature = latest(case=case)
    if signature is None or not signature.form:
        raise NotFound(words.NOT_SIGNED)
    pdf = vault.unseal(bytes(signature.form), purpose=_FORM, bound=case.reference)
    _audit(case, by, at, "case.signed-form")
    return Shown(pdf=pdf, sha256=bytes(signature.form_sha256).hex())


def _check(kind: Kind, content: bytes) -> None:
    if kind not in KINDS:
        raise Invalid(words.UNKNOWN_KIND, fields={"kind": words.UNKNOWN_KIND})
    if kind != "paper" and not content.strip():
        raise Invalid(words.NOTHING_SIGNED, fields={"signature": words.NOTHING_SIGNED})
    if len(content) > MOST_BYTES:
        raise Invalid(words.TOO_LARGE, fields={"signature": words.TOO_LARGE})


def _as_shown(case: Case, form_sha256: str, at: datetime) -> bytes:
    """The form in the language in which it was shown, made anew. Raises FormChanged."""
    on = at.astimezone(CHINA).date()
    for lang in sorted(LANGS, key=lambda each: each != case.language):
        pdf = registration_form(case=case, lang=lang, on=on)
        if hmac.compare_digest(sha256(pdf).hexdigest().encode(), form_sha256.lower().encode()):
            return pdf
    raise FormChanged


def _audit(case: Case, by: Actor, at: datetime, action: str) -> None:
    audit.record(by=by, action=action, subject=f"case:{case.reference}", case=case.reference,
                 person=case.child_id, at=at)  # fmt: skip


def drawn(*, sent: str) -> bytes | None:
    """The picture of a signature as a page sends it, a PNG; None for what is no such picture."""
    head, _, data = sent.partition(",")
    try:
        picture = b64decode(data, validate=True)
    except ValueError:
        return None
    whole = head == _PNG and picture.startswith(_PNG_BEGINS) and picture.endswith(_PNG_ENDS)
    return picture if whole and len(picture) <= MOST_BYTES else None
