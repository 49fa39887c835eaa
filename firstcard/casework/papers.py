"""Papers of a case: taken up, given out, removed, judged; and what was proven once before.

What a family sends is opened by a bounded process and made anew (`files.conversion`); the file
itself is never kept and never given out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import get_args

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import QuerySet
from msgspec import Struct

from firstcard.casework.draft import Relation
from firstcard.casework.files import conversion, words
from firstcard.casework.files.kinds import kind_of
from firstcard.casework.files.taking import taken
from firstcard.casework.models import Case, Paper, PaperPage
from firstcard.casework.moving import check
from firstcard.casework.paper_access import locked, may_change, may_read, may_remove
from firstcard.core import audit, vault
from firstcard.core.actors import Actor
from firstcard.core.refusals import Invalid, NotFound
from firstcard.core.rows import insert, many
from firstcard.core.uploads import MOST_BYTES
from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA, today
from firstcard.people.models import Person
from firstcard.people.permissions import Permission, allowed
from firstcard.policy import format as form
from firstcard.policy.clocks import end_of
from firstcard.policy.format import Text
from firstcard.policy.timing import span

_PURPOSE = "paper"
_JOB = {"job": "paper"}
_MOST_PAPERS = 60  # of one case: a bound of the machine
_TOO_MANY = Text(
    "This application has as many papers as it can hold. Remove one that is not needed first.",
    "这份申请的材料数量已达上限。请先删除不需要的材料。",
)
_NONE = Text("There is no such paper here.", "没有这份材料。")
_UNKNOWN = Text(
    "No rule knows this paper. Send only papers that are asked for, each under its own name.",
    "没有任何规定要求这种材料。请只上传清单所列的材料，并逐项上传。",
)
_BELONG = """
    UPDATE casework_paper SET person_id = whose.person
    FROM unnest(%s::text[], %s::bigint[]) AS whose ("of", person)
    WHERE casework_paper."of" = whose."of" AND case_id = %s
    AND person_id IS NULL AND removed_at IS NULL"""
_WHOSE = frozenset({"", *get_args(Relation), *get_args(form.Whose)})


class OpenedFile(Struct, frozen=True):
    """A file that was opened: the SHA-256 of it, its kind, and what was made of it.

    `made` is None where the case has that file already.
    """

    digest: bytes
    kind: str
    made: conversion.Answer | None


def add(
    *, case: Case, document: str, of: str, upload: UploadedFile | bytes, by: Actor, at: datetime
) -> Paper:
    """Take up a file as one paper of a case; the same file again is the same paper.

    `document` and `of` as in packs, else Invalid. Raises NotFound where whoever acts has no such
    case, Conflict while the office holds it, `words.UnfitFile` for a file that is not taken,
    `words.FilesBusy`, `words.ScannerAway` and TooMany where it has to be sent again later.
    """
    file = open_file(case=case, document=document, of=of, upload=upload, by=by, at=at)
    return keep(case=case, document=document, of=of, file=file, by=by, at=at)


def open_file(
    *, case: Case, document: str, of: str, upload: UploadedFile | bytes, by: Actor, at: datetime
) -> OpenedFile:
    """The first half of `add`, which may take long: before a transaction. Raises as `add` does."""
    may_change(case=case, by=by)
    _known(document, of)
    data = content(upload)
    digest = sha256(data).digest()
    made = (
        None if _same(_there(case), document, of, digest) else taken(data, job=_JOB, by=by, at=at)
    )
    return OpenedFile(digest, kind_of(data) or "", made)


def keep(*, case: Case, document: str, of: str, file: OpenedFile, by: Actor, at: datetime) -> Paper:
    """The second half of `add`. Raises NotFound, Conflict, Invalid, `words.FilesBusy`."""
    may_change(case=case, by=by)
    return _kept(case, document, of, file, by, at)


def opened(*, data: bytes) -> conversion.Answer:
    """A file of our own opened by the bounded process and made anew. Raises as `add` does."""
    return conversion.converted(data, job=_JOB)


def add_opened(
    *, case: Case, document: str, of: str, data: bytes, made: conversion.Answer, by: Actor,
    at: datetime,
) -> Paper:  # fmt: skip
    """The same for a file that `opened` has opened before: one picture for many cases."""
    file = OpenedFile(sha256(data).digest(), kind_of(data) or "", made)
    return keep(case=case, document=document, of=of, file=file, by=by, at=at)


def pages(*, paper: Paper, by: Actor, at: datetime) -> list[bytes]:
    """Every page as JPEG, in order. The reading is written down. Raises NotFound."""
    may_read(case=paper.case, by=by)
    with transaction.atomic():
        _record("paper.read", paper, by, at)
        return [_opened(page) for page in paper.pages.all()]


def page(*, paper: Paper, number: int, by: Actor, at: datetime) -> bytes:
    """One page as JPEG, the first being 1. The reading is written down. Raises NotFound."""
    may_read(case=paper.case, by=by)
    found = paper.pages.filter(number=number).first()
    if found is None:
        raise NotFound(_NONE)
    with transaction.atomic():
        _record("paper.read", paper, by, at, page=number)
        return _opened(found)


def remove(*, paper: Paper, by: Actor, at: datetime) -> None:
    """Take a paper away while its case is the family's; its pages are gone. Again: no effect.

    Raises NotFound, Conflict.
    """
    with transaction.atomic():
        may_remove(case=locked(case=paper.case), by=by)
        gone = Paper.objects.filter(pk=paper.pk, removed_at=None).update(removed_at=at)
        if gone:
            PaperPage.objects.filter(paper=paper).delete()
            _record("paper.remove", paper, by, at)


def judge(*, paper: Paper, good: bool, by: Actor, at: datetime) -> None:
    """Write down what a clerk found. A good one is not asked for again.

    Raises NotFound, NotAllowed.
    """
    check(case=paper.case, by=by, family=False, permission=Permission.EXAMINE)
    verdict = "good" if good else "bad"
    with transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(verdict=verdict, seen_by_id=by.account)
        _record("paper.judge", paper, by, at, verdict=verdict)


def of_case(*, case: Case) -> QuerySet[Paper]:
    """The papers that are there, oldest first, with their pages."""
    return case.papers.filter(removed_at=None).order_by("id").prefetch_related("pages")


def get(*, case: Case, number: int) -> Paper:
    """A paper of a case by its number. Raises NotFound."""
    found = case.papers.filter(pk=number, removed_at=None).select_related("case").first()
    if found is None:
        raise NotFound(_NONE)
    return found


def belong(*, case: Case, persons: Mapping[str, Person]) -> None:
    """Say whose papers a case's are, once its persons are known: by `of`, "" being the child.

    Call it inside the transaction that made the persons known.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BELONG, [list(persons), [each.pk for each in persons.values()], case.pk])


def proven(
    *, persons: Iterable[Person], by: Actor, on: date | None = None
) -> dict[tuple[int, str], Paper]:
    """What was proven once: by person and document, the newest paper that a clerk found good.

    For a family only out of its own applications: nobody learns what others handed in. What the
    pack says is good for a time (`keeps`) counts so long after it was sent; `on` is today where
    nothing is said.
    """
    good = Paper.objects.filter(person__in=persons, verdict="good", removed_at=None)
    found: dict[tuple[int, str], Paper] = {}
    for paper in good.select_related("case").order_by("id"):
        if _known_to(paper, by) and _still_good(paper, on or today()):
            found[paper.person_id or 0, paper.document] = paper
    return found


def content(upload: UploadedFile | bytes) -> bytes:
    """The bytes of an upload. Raises `words.UnfitFile` for one over the limit."""
    size = len(upload) if isinstance(upload, bytes) else upload.size or 0
    if size > MOST_BYTES:
        raise words.UnfitFile("too-large")
    return upload if isinstance(upload, bytes) else upload.read()


def _known(document: str, of: str) -> None:
    """Raise Invalid for a document that no pack has, and for somebody whom none knows."""
    if document not in packs_store.current().documents or of not in _WHOSE:
        raise Invalid(_UNKNOWN)


def _known_to(paper: Paper, by: Actor) -> bool:
    own = by.account is not None and paper.case.applicant_id == by.account
    return own or allowed(actor=by, permission=Permission.SEE_CASE, region=paper.case.region)


def _still_good(paper: Paper, on: date) -> bool:
    book = packs_store.current()
    if paper.document not in book.documents:
        return True
    document = book.documents[paper.document]
    rule = book.rule(document, book.chain(paper.case.region), on)
    keeps = span(rule.keeps) if rule else None
    sent_on = paper.uploaded_at.astimezone(CHINA).date()
    return keeps is None or end_of(sent_on, keeps, book.calendar) >= on


def _kept(case: Case, document: str, of: str, file: OpenedFile, by: Actor, at: datetime) -> Paper:
    with transaction.atomic():
        may_change(case=locked(case=case), by=by)
        there = _there(case)
        if found := _same(there, document, of, file.digest):
            return found
        if file.made is None:  # it was there when the file came, and was taken away since
            raise words.FilesBusy
        if len(there) >= _MOST_PAPERS:
            raise Invalid(_TOO_MANY)
        paper = Paper(
            case=case, document=document, of=of, uploaded_by_id=by.account, uploaded_at=at,
            original_sha256=file.digest, original_type=file.kind,
        )  # fmt: skip
        insert(paper)
        insert(*_pages(paper, file.made))
        _record("paper.add", paper, by, at, pages=len(file.made.pictures))
        return paper


def _pages(paper: Paper, made: conversion.Answer) -> list[PaperPage]:
    sizes = made.facts["pages"]
    return [
        PaperPage(
            paper=paper, number=number, width=width, height=height,
            sealed=vault.seal(picture, purpose=_PURPOSE, bound=f"{paper.pk} {number}"),
        )
        for number, (picture, (width, height)) in enumerate(
            zip(made.pictures, sizes, strict=True), start=1
        )
    ]  # fmt: skip


def _opened(page: PaperPage) -> bytes:
    return vault.unseal(
        bytes(page.sealed), purpose=_PURPOSE, bound=f"{page.paper_id} {page.number}"
    )


def _there(case: Case) -> Sequence[Paper]:
    return many(Paper, case_id=case.pk, removed_at=None)


def _same(there: Iterable[Paper], document: str, of: str, digest: bytes) -> Paper | None:
    return next((each for each in there if (each.document, each.of) == (document, of)
                 and bytes(each.original_sha256) == digest), None)  # fmt: skip


def _record(action: str, paper: Paper, by: Actor, at: datetime, **detail: object) -> None:
    audit.record(
        by=by, action=action, subject=f"paper:{paper.pk}", case=paper.case.reference,
        person=paper.person_id or paper.case.child_id, at=at,
        detail={"document": paper.document, "of": paper.of} | detail,
    )  # fmt: skip
