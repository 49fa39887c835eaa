"""Cases: what a family applies for, and everything that happens to it."""

from typing import ClassVar

from django.db import models

from firstcard.accounts.models import Account
from firstcard.people.models import Office, Person


class Case(models.Model):
    """One child's application for insurance, card or both, from the first draft to the decision.

    `draft`: what was filled in, sealed (see `draft`). It is changed only while the family holds the
    case. `pack`: "cn-4101@<digest>", the rules it is examined by, fixed when it is handed in.
    """

    reference = models.CharField(max_length=20, unique=True)  # see `references`
    start_key = models.BinaryField(unique=True)  # SHA-256 of who starts and the form's own key
    state = models.CharField(max_length=12)  # see `states`
    wants_enrolment = models.BooleanField()
    wants_card = models.BooleanField()
    channel = models.CharField(max_length=10)  # online, counter
    applicant = models.ForeignKey(
        Account, null=True, related_name="cases", on_delete=models.PROTECT
    )
    child = models.ForeignKey(Person, null=True, related_name="cases", on_delete=models.PROTECT)
    region = models.CharField(max_length=6)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT)
    draft = models.BinaryField()  # sealed, purpose "draft", bound to the reference
    draft_version = models.PositiveIntegerField(default=1)  # the form of the draft's fields
    language = models.CharField(max_length=2, default="zh")
    pack = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(
        null=True
    )  # the first time: a returned case keeps its place
    decided_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)  # the promise, as the clock says now
    due_is_final = models.BooleanField(default=True)
    needs_second_person = models.BooleanField(default=False)  # an exception or a correction is open
    taken_by = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    taken_until = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)  # counts every change; the ETag

    class Meta:
        """What the database itself refuses, and how worklists are read."""

        constraints: ClassVar = [
            models.CheckConstraint(
                name="case_wants_something",
                condition=models.Q(wants_enrolment=True) | models.Q(wants_card=True),
            ),
            models.CheckConstraint(
                name="case_taken_by_and_until",
                condition=models.Q(taken_by__isnull=True, taken_until__isnull=True)
                | models.Q(taken_by__isnull=False, taken_until__isnull=False),
            ),
            # One open application for a child's insurance, and one for its card.
            models.UniqueConstraint(
                name="one_open_enrolment_case", fields=["child"],
                condition=models.Q(state__in=["submitted", "returned", "accepted"],
                                   wants_enrolment=True),
            ),
            models.UniqueConstraint(
                name="one_open_card_case", fields=["child"],
                condition=models.Q(state__in=["submitted", "returned", "accepted"],
                                   wants_card=True),
            ),
            models.CheckConstraint(
                name="case_handed_in_is_complete",
                condition=models.Q(state__in=["draft", "withdrawn"])
                | models.Q(child__isnull=False, submitted_at__isnull=False, office__isnull=False),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(
                name="case_worklist", fields=["region", "due_on", "id"],
                condition=models.Q(state__in=["submitted", "returned", "accepted"]),
            ),
            # The first page of a worklist is read off this one, however many cases wait.
            models.Index(
                name="case_promise", fields=["due_on", "id"],
                condition=models.Q(state__in=["submitted", "returned", "accepted"]),
            ),
            models.Index(
                name="case_second_person", fields=["due_on", "id"],
                condition=models.Q(needs_second_person=True),
            ),
            models.Index(name="case_office", fields=["office", "state", "due_on"]),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Its reference."""
        return self.reference


class CaseEvent(models.Model):
    """One thing that happened to a case; rows are only appended. The history equals the state."""

    case = models.ForeignKey(Case, related_name="events", on_delete=models.PROTECT)
    action = models.CharField(max_length=20)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    role = models.CharField(max_length=30)
    name = models.TextField(blank=True)  # how the family is told who acted
    office = models.ForeignKey(Office, null=True, related_name="+", on_delete=models.PROTECT)
    # Codes and references; no names, no numbers. Of a refusal the words to the family too.
    detail = models.JSONField(default=dict)

    class Meta:
        """In order."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """What happened."""
        return f"{self.action} {self.case_id}"


class CaseClock(models.Model):
    """How the promise of a case is counted: from the pack's own limit, with its pauses.

    `length`: {"working_days": 10} as in packs. `pauses`: [["2026-11-24", "2026-11-30"], …], the
    last one may be open (null). `basis`: as in packs.
    """

    case = models.OneToOneField(Case, related_name="clock", on_delete=models.PROTECT)
    document = models.CharField(max_length=60)  # whose `takes` it is
    length = models.JSONField()
    basis = models.JSONField(default=list)
    started_on = models.DateField()
    pauses = models.JSONField(default=list)
    stopped_on = models.DateField(null=True)
    warned_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)  # the promised day went by

    def __str__(self) -> str:
        """From when."""
        return f"clock of case {self.case_id} from {self.started_on}"


class Defect(models.Model):
    """One missing or wrong thing that the family was told of. All of a return share its event."""

    case = models.ForeignKey(Case, related_name="defects", on_delete=models.PROTECT)
    event = models.ForeignKey(CaseEvent, related_name="defects", on_delete=models.PROTECT)
    document = models.CharField(max_length=60, blank=True)  # id in packs, or
    of = models.CharField(max_length=20, blank=True)  # as in packs
    field = models.CharField(max_length=60, blank=True)  # the name of a field of the draft
    reason = models.CharField(max_length=40)  # code from the fixed list in `reasons`
    basis = models.JSONField(default=list)
    note = models.TextField(blank=True)  # the clerk's own words, beside the reason
    mended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """What is wrong with what."""
        return f"{self.reason} {self.document or self.field}"


class Paper(models.Model):
    """One paper of a case: a document of the packs, of somebody, its pages made anew.

    `of`: as in packs (child, mother, father, guardian, agent …). `person`: whose record it proves
    something for, so that it is not asked for again.
    """

    case = models.ForeignKey(Case, related_name="papers", on_delete=models.PROTECT)
    person = models.ForeignKey(Person, null=True, related_name="papers", on_delete=models.PROTECT)
    document = models.CharField(max_length=60)
    of = models.CharField(max_length=20, blank=True)
    uploaded_by = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    uploaded_at = models.DateTimeField()
    original_sha256 = (
        models.BinaryField()
    )  # of the file as it came: the same again is the same paper
    original_type = models.CharField(max_length=20)  # jpeg, png, heic, pdf
    verdict = models.CharField(max_length=10, default="unseen")  # unseen, good, bad
    seen_by = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """The same file is one paper."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                name="paper_once", fields=["case", "document", "of", "original_sha256"],
                condition=models.Q(removed_at__isnull=True),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        """Which paper."""
        return f"{self.document} of case {self.case_id}"


class PaperPage(models.Model):
    """One page of a paper: a JPEG made anew, without metadata, sealed (purpose "paper")."""

    paper = models.ForeignKey(Paper, related_name="pages", on_delete=models.CASCADE)
    number = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()  # bound to "<paper id> <number>"
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        """Each page once, in order."""

        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="page_once", fields=["paper", "number"])
        ]

    def __str__(self) -> str:
        """Which page."""
        return f"page {self.number} of paper {self.paper_id}"


class CardPhoto(models.Model):
    """The photograph in the card's own form, and what was found wrong with it."""

    case = models.OneToOneField(Case, related_name="photo", on_delete=models.PROTECT)
    sealed = models.BinaryField()  # JPEG, purpose "photo", bound to the case's reference
    findings = models.JSONField(
        default=list
    )  # codes with places on the picture; [] when all is right
    taken_up_at = models.DateTimeField()

    def __str__(self) -> str:
        """Of which case."""
        return f"photo of case {self.case_id}"


class Signature(models.Model):
    """A signature under the registration form, bound to its PDF by SHA-256."""

    case = models.ForeignKey(Case, related_name="signatures", on_delete=models.PROTECT)
    account = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)  # typed, drawn, paper (signed at the counter)
    sealed = models.BinaryField()  # what was typed or drawn, purpose "signature"
    form = models.BinaryField()  # the signed PDF, sealed, purpose "form"
    form_sha256 = models.BinaryField()  # of the PDF as it was shown
    at = models.DateTimeField()
    void_at = models.DateTimeField(null=True)  # what was signed was changed after

    def __str__(self) -> str:
        """Of which case."""
        return f"{self.kind} signature of case {self.case_id}"


class Authorisation(models.Model):
    """The other parent's word, asked for by link. Only the token's hash is kept.

    `account`: of whoever answered, where signed in; who granted it may read the case.
    """

    case = models.ForeignKey(Case, related_name="authorisations", on_delete=models.PROTECT)
    of = models.CharField(max_length=10)  # mother, father
    account = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    token_hash = models.BinaryField(unique=True)
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    name = models.BinaryField(null=True)  # as typed by who answered, sealed, purpose "signature"

    def __str__(self) -> str:
        """Of whom."""
        return f"{self.of} of case {self.case_id}"


class Proposal(models.Model):
    """An exception or a correction of an identity: one person proposes, another one decides."""

    case = models.ForeignKey(Case, related_name="proposals", on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)  # exception, identity
    reason = models.TextField()
    change = models.BinaryField()  # JSON, sealed, purpose "proposal"
    proposed_by = models.ForeignKey(Account, related_name="+", on_delete=models.PROTECT)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)

    class Meta:
        """Four eyes, held by the database."""

        constraints: ClassVar = [
            models.CheckConstraint(
                name="proposal_needs_four_eyes",
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("proposed_by")),
            ),
            models.UniqueConstraint(
                name="one_open_proposal_of_a_kind", fields=["case", "kind"],
                condition=models.Q(decided_at__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Of which case."""
        return f"{self.kind} of case {self.case_id}"
