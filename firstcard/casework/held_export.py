"""All that is held about a child, opened, as plain data for JSON.

Every column of a row is given but keys inside this database and what only the service can use
(hashes, sealed copies); sealed columns are opened. Other persons' numbers are given only where the
family typed them itself.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from django.db import models

from firstcard.accounts.models import Account, Correction
from firstcard.cards.content import data_of
from firstcard.cards.models import Card
from firstcard.casework.content import draft_of
from firstcard.casework.models import Authorisation, Case, CaseEvent, Paper, Proposal, Signature
from firstcard.core import vault
from firstcard.messages.models import Message
from firstcard.people import telephones
from firstcard.people.models import Guardianship, IdentityDocument, Person
from firstcard.people.numbers import number_of
from firstcard.settlement.bill import as_written
from firstcard.settlement.content import asked_of, bill_of, explained
from firstcard.settlement.models import Claim, ClaimPaper

Export = dict[str, Any]
FORMAT = "firstcard-held 1"


def exported(
    *, case: Case, account: Account, child: Person | None, looks: Sequence[Any],
    asked: Iterable[Correction], at: datetime,
) -> Export:  # fmt: skip
    """The whole. `child`: whose record is given beside this case, None for none of it. Pictures and
    PDFs are in base64.
    """
    return {
        "format": FORMAT, "made_at": at.isoformat(), "account": _account(account),
        "application": _case(case, examined=child is not None),
        "child": _person(child) if child else None,
        "corrections": [_correction(each) for each in asked],
        "who_looked": [plain(each) for each in looks],
        "messages": [_message(each) for each in Message.objects.filter(case=case.reference,
                     account=account.pk).order_by("pk")],
    }  # fmt: skip


def columns(row: models.Model, **opened: Any) -> Export:
    """A row's readable columns, and those that were opened by name."""
    kept = [field for field in row._meta.concrete_fields
            if not isinstance(field, models.BinaryField) and not field.is_relation
            and not field.primary_key]  # fmt: skip
    return {field.name: plain(getattr(row, field.attname)) for field in kept} | opened


def plain(value: Any) -> Any:
    """As JSON can say it: days and instants as ISO texts, periods as pairs, bytes as base64."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return b64encode(bytes(value)).decode()
    if hasattr(value, "lower") and hasattr(value, "upper") and not isinstance(value, str):
        return {"from": plain(value.lower), "until": plain(value.upper)}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (msgspec.Struct, dict)) or hasattr(value, "__dataclass_fields__"):
        data = value if isinstance(value, dict) else msgspec.to_builtins(value)
        return {name: plain(each) for name, each in data.items()}
    return value


def _account(account: Account) -> Export:
    number = telephones.opened(bytes(account.telephone)) if account.telephone else None
    return {"telephone": number, "language": account.language,
            "made_at": plain(account.created_at), "signed_in_at": plain(account.last_login),
            "consents": [columns(each) for each in account.consents.order_by("pk")],
            "sign_ins": [columns(each) for each in account.signed_in.order_by("started_at")],
            "keys": [columns(each) for each in account.tokens.order_by("created_at")],
            "personal_account": _personal_account(account.person)}  # fmt: skip


def _case(case: Case, *, examined: bool) -> Export:
    papers = case.papers.filter(removed_at=None).order_by("pk").prefetch_related("pages")
    photo = getattr(case, "photo", None)
    return columns(
        case, draft=plain(draft_of(case)), office=_office(case),
        events=[columns(each, detail=_told(each, examined))
                for each in case.events.order_by("pk")],
        clock=columns(case.clock) if hasattr(case, "clock") else None,
        defects=[columns(each) for each in case.defects.order_by("pk")],
        papers=[_paper(each) for each in papers],
        photo=columns(photo, picture=_open(photo.sealed, "photo", case.reference)) if photo
        else None,
        signatures=[_signature(each, case) for each in case.signatures.order_by("pk")],
        authorisations=[_authorisation(each, case) for each in case.authorisations.order_by("pk")],
        proposals=[_proposal(each, case) for each in case.proposals.order_by("pk")],
    )  # fmt: skip


def _told(event: CaseEvent, examined: bool) -> Export:
    """Before an office has looked, whether the register says otherwise is told to nobody."""
    return {name: value for name, value in event.detail.items() if examined or name != "differs"}


def _office(case: Case) -> Export | None:
    return columns(case.office) if case.office else None


def _paper(paper: Paper) -> Export:
    pages = [_open(page.sealed, "paper", f"{paper.pk} {page.number}")
             for page in paper.pages.all()]  # fmt: skip
    return columns(paper, pages=pages)


def _signature(row: Signature, case: Case) -> Export:
    return columns(row, signature=_open(row.sealed, "signature", case.reference),
                   form=_open(row.form, "form", case.reference))  # fmt: skip


def _authorisation(row: Authorisation, case: Case) -> Export:
    name = None
    if row.name is not None:
        name = vault.unseal(bytes(row.name), purpose="signature", bound=case.reference).decode()
    return columns(row, name=name)


def _proposal(row: Proposal, case: Case) -> Export:
    change = vault.unseal(bytes(row.change), purpose="proposal", bound=case.reference)
    return columns(row, change=msgspec.json.decode(change))


def _correction(row: Correction) -> Export:
    return columns(row, wish=words_of(row.wish), answer=words_of(row.answer))


def words_of(sealed: bytes | memoryview | None) -> str | None:
    """What was written in a request for a correction, or in its answer."""
    return vault.unseal(bytes(sealed), purpose="correction").decode() if sealed else None


def _message(row: Message) -> Export:
    text = vault.unseal(bytes(row.text), purpose="message", bound=row.key).decode()
    return columns(row, text=text)


def _person(child: Person) -> Export:
    guardians = Guardianship.objects.filter(child=child).select_related("guardian").order_by("pk")
    merged = Person.objects.filter(merged_into=child).order_by("pk")
    telephone = telephones.opened(bytes(child.telephone)) if child.telephone else None
    return columns(
        child, telephone=telephone, numbers=[_number(each) for each in child.documents.all()],
        guardians=[columns(each, name=each.guardian.name) for each in guardians],
        merged_records=[columns(each) for each in merged],
        enrolments=[_enrolment(each) for each in child.enrolments.order_by("pk")],
        inquiries=[columns(each) for each in child.inquiries.order_by("pk")],
        cards=[_card(each) for each in child.cards.order_by("pk")],
        credentials=[columns(each) for each in child.credentials.order_by("pk")],
        bills=[_bill(each) for each in child.claims.select_related("office").order_by("pk")],
        years=[columns(each) for each in child.years.order_by("year")],
        brought=[columns(each) for each in child.openings.order_by("pk")],
        treated_elsewhere=[columns(each) for each in child.elsewhere.order_by("pk")],
        may_draw=[columns(each) for each in child.may_draw.order_by("pk")],
    )  # fmt: skip


def _number(row: IdentityDocument) -> Export:
    return columns(row, number=number_of(row))


def _enrolment(row: Any) -> Export:
    bills = [columns(bill, payments=[columns(each) for each in bill.payments.order_by("pk")])
             for bill in row.bills.order_by("pk")]  # fmt: skip
    facts = vault.unseal(bytes(row.situation), purpose="enrolment situation", bound=row.sealed_for)
    return columns(row, situation=msgspec.json.decode(facts), bills=bills,
                   events=[columns(each) for each in row.events.order_by("pk")])  # fmt: skip


def _card(row: Card) -> Export:
    """With what is printed on it, and the signature of whoever took it."""
    address = row.address and vault.unseal(bytes(row.address), purpose="card address",
                                           bound=row.order).decode()  # fmt: skip
    taken, account = getattr(row, "collection", None), getattr(row, "bank_account", None)
    return columns(
        row, data=plain(data_of(row)), address=address,
        lines=[columns(each) for each in row.lines.order_by("pk")],
        findings=[columns(each) for each in row.findings.order_by("pk")],
        events=[columns(each) for each in row.events.order_by("pk")],
        collection=taken and columns(taken, signature=_open(taken.signature, "collection",
                                                            taken.bound_sha256)),
        bank_account=account and columns(account, bank=columns(account.bank)),
    )  # fmt: skip


def _bill(row: Claim) -> Export:
    """With its lines, all that it ever came to and what it drew on personal accounts."""
    return columns(
        row, institution=columns(row.office) if row.office else None,
        bill=as_written(bill_of(row)) if row.content else None, asked=plain(asked_of(row)),
        papers=[_scan(each) for each in row.scans.filter(removed_at=None).order_by("pk")],
        settlements=[columns(each, explained=explained(each))
                     for each in row.settlements.order_by("pk")],
        events=[columns(each) for each in row.events.order_by("pk")],
        draws=[{"kind": each.kind, "amount": each.amount, "at": plain(each.at)}
               for each in row.draws.order_by("pk")],
    )  # fmt: skip


def _scan(paper: ClaimPaper) -> Export:
    pages = [_open(page.sealed, "bill paper", f"{paper.pk} {page.number}")
             for page in paper.pages.all()]  # fmt: skip
    return columns(paper, pages=pages)


def _personal_account(person: Person | None) -> Export | None:
    """One's own, with its movements and whom one lets draw on it."""
    row = getattr(person, "personal_account", None)
    if person is None or row is None:
        return None
    return columns(row, entries=[columns(each) for each in row.entries.order_by("pk")],
                   shared=[columns(each) for each in person.gives_aid.order_by("pk")])  # fmt: skip


def _open(sealed: bytes | memoryview, purpose: str, bound: str) -> str:
    return str(plain(vault.unseal(bytes(sealed), purpose=purpose, bound=bound)))
