"""Institutions and pharmacies, and the agreements by which the fund pays there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F

from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.rows import write_together
from firstcard.enrolment.words import day_text
from firstcard.guidance import packs_store
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, require
from firstcard.policy.format import Text
from firstcard.settlement.agreements import CODE, LEVELS, PHARMACY
from firstcard.settlement.models import Agreement, AgreementEvent, Suspension
from firstcard.settlement.refusals import conflict, invalid

HOSPITAL = "hospital"
KINDS = {"H": HOSPITAL, "P": PHARMACY}  # kinds of office


@transaction.atomic
def agree(
    *, code: str, name: Text, level: str, number: str, since: date, until: date, by: Actor,
    at: datetime,
) -> Agreement:  # fmt: skip
    """Record an agreement, and the institution where it is new. `until`: its last day.

    The name is that of now. Raises NotAllowed, Invalid, Conflict.
    """
    region = region_of(code)
    require(actor=by, permission=Permission.MANAGE_AGREEMENTS, region=region)
    _check_level(code, level)
    if until < since:
        raise invalid("agreement-days", field="until")
    if not number.strip() or len(number) > 60:
        raise invalid("no-number", field="number")
    office, _ = Office.objects.update_or_create(
        code=code, defaults={"name_zh": name.zh, "name_en": name.en},
        create_defaults={"name_zh": name.zh, "name_en": name.en, "kind": KINDS[code[0]],
                         "region": region, "sample": False})  # fmt: skip
    made = Agreement(office=office, number=number, level=level,
                     period=DateRange(since, until + timedelta(1)))  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        if "one_agreement_at_a_time" not in str(error):
            raise
        raise conflict("agreement-there") from None
    _record(made, "agree", by, at, {"level": level, "since": since.isoformat(),
                                    "until": until.isoformat()})  # fmt: skip
    return made


def region_of(code: str) -> str:
    """The division in a code. Raises Invalid for what is no code of an institution."""
    found = CODE.fullmatch(code)
    if found is None:
        raise invalid("wrong-code", field="code")
    if found[1] not in packs_store.current().divisions:
        raise invalid("unknown-division", field="code", division=found[1])
    return found[1]


def _check_level(code: str, level: str) -> None:
    if level not in LEVELS:
        raise invalid("unknown-level", field="level", allowed=", ".join(LEVELS))
    if (level == PHARMACY) != (KINDS[code[0]] == PHARMACY):
        raise invalid("pharmacy-level", field="level")


@transaction.atomic
def suspend(*, agreement: Agreement, since: date, reason: str, by: Actor, at: datetime) -> None:
    """Let an agreement not hold from a day on, until `resume`. Raises NotAllowed, Conflict,
    Invalid."""
    agreement = _locked(agreement, by)
    if not reason.strip():
        raise invalid("no-reason", field="reason")
    if since not in agreement.period:
        raise invalid("outside-agreement", field="since")
    there = agreement.suspensions.filter(until=None).first()
    if there is not None:
        raise conflict("suspended-already", since=day_text(there.since))
    Suspension.objects.create(agreement=agreement, since=since, reason=reason)
    _record(agreement, "suspend", by, at, {"since": since.isoformat()})


@transaction.atomic
def resume(*, agreement: Agreement, on: date, by: Actor, at: datetime) -> None:
    """Let it hold again from a day on. Raises NotAllowed, Conflict, Invalid."""
    agreement = _locked(agreement, by)
    there = agreement.suspensions.filter(until=None).first()
    if there is None:
        raise conflict("not-suspended")
    if on < there.since:
        raise invalid("agreement-days", field="on")
    Suspension.objects.filter(pk=there.pk).update(until=on)
    _record(agreement, "resume", by, at, {"on": on.isoformat()})


@transaction.atomic
def end(*, agreement: Agreement, on: date, reason: str, by: Actor, at: datetime) -> Agreement:
    """End an agreement before its time; `on` is its last day. Raises NotAllowed, Invalid."""
    agreement = _locked(agreement, by)
    if not reason.strip():
        raise invalid("no-reason", field="reason")
    if on not in agreement.period:
        raise invalid("outside-agreement", field="on")
    agreement.period = DateRange(agreement.period.lower, on + timedelta(1))
    agreement.save(update_fields=["period"])
    _record(agreement, "end", by, at, {"on": on.isoformat(), "reason": reason})
    return agreement


def _locked(agreement: Agreement, by: Actor) -> Agreement:
    found = (Agreement.objects.select_for_update(of=("self",), no_key=True)
             .select_related("office").get(pk=agreement.pk))  # fmt: skip
    require(actor=by, permission=Permission.MANAGE_AGREEMENTS, region=found.office.region)
    return found


def _record(agreement: Agreement, action: str, by: Actor, at: datetime,
            detail: Mapping[str, Any]) -> None:  # fmt: skip
    event = AgreementEvent(agreement=agreement, action=action, at=at, account_id=by.account,
                           role=by.role, name=by.name, detail=dict(detail))  # fmt: skip
    codes = {name: value for name, value in detail.items() if name != "reason"}
    write_together(event, audit.entry(by=by, action=f"agreement.{action}",
                                   subject=f"institution:{agreement.office.code}", detail=codes,
                                   at=at))  # fmt: skip
    Agreement.objects.filter(pk=agreement.pk).update(version=F("version") + 1)
