"""Institutions under agreement, bills and what was settled, the year's accumulators, mutual aid.

Amounts are whole fen. An institution or pharmacy is an office of the kind "hospital" or
"pharmacy"; its code is H or P, six digits of a division and five of its own.
"""

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from firstcard.accounts.models import Account
from firstcard.enrolment.models import PersonAsRange
from firstcard.people.models import Office, Person
from firstcard.settlement.states import HELD, ClaimState

WAITING = [ClaimState.HANDED_IN.value, ClaimState.RETURNED.value]

COUNTER, MANUAL = "counter", "manual"  # how a bill came
# What a person and year add up, and what one bill adds to it.
ADDED = ("admissions", "deductible_used", "pool_paid", "remainder", "serious_paid",
         "assistance_paid")  # fmt: skip
_AMOUNTS = ("total", "own_pay", "over_limit", "pre_self_pay", "in_scope", "deductible",
            "fund_total", "person_total", "account", "mutual_aid", "cash")  # fmt: skip


def _not_negative(*names: str) -> Q:
    return Q(**{f"{name}__gte": 0 for name in names})


class Agreement(models.Model):
    """An institution's service agreement with the agency, for a period (days, end exclusive).

    `level`: the class of the institution for which it was made, `institution.class` of the packs.
    `number`: of the agreement.
    """

    office = models.ForeignKey(Office, related_name="agreements", on_delete=models.PROTECT)
    number = models.CharField(max_length=60)
    level = models.CharField(max_length=20)
    period = DateRangeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """One agreement of an institution at a time."""

        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_agreement_at_a_time",
                expressions=[
                    (PersonAsRange("office_id"), RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        """Whose."""
        return f"agreement {self.number} of office {self.office_id}"


class Suspension(models.Model):
    """Days on which an agreement does not hold (end exclusive, open while nobody lifted it)."""

    agreement = models.ForeignKey(Agreement, related_name="suspensions", on_delete=models.PROTECT)
    since = models.DateField()
    until = models.DateField(null=True)
    reason = models.TextField()

    class Meta:
        """One open suspension of an agreement."""

        constraints: ClassVar = [
            models.UniqueConstraint(name="one_open_suspension", fields=["agreement"],
                                    condition=Q(until__isnull=True)),
            models.CheckConstraint(name="suspension_ends_after_it_began",
                                   condition=Q(until__isnull=True) | Q(until__gte=F("since"))),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Of which agreement."""
        return f"suspension of agreement {self.agreement_id}"


class AgreementEvent(models.Model):
    """One thing that happened to an agreement; rows are only appended."""

    agreement = models.ForeignKey(Agreement, related_name="events", on_delete=models.PROTECT)
    action = models.CharField(max_length=20)
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    role = models.CharField(max_length=30)
    name = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        """In order."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """What happened."""
        return f"{self.action} {self.agreement_id}"


class YearAccount(models.Model):
    """What one person's bills of one year add up to. Locked by whoever settles for the person.

    `deductible_used` counts where the packs have a deductible a year; `remainder` is what the pool
    left of what is in scope, on which serious-illness insurance pays.
    """

    person = models.ForeignKey(Person, related_name="years", on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    admissions = models.IntegerField(default=0)
    deductible_used = models.BigIntegerField(default=0)
    pool_paid = models.BigIntegerField(default=0)
    remainder = models.BigIntegerField(default=0)
    serious_paid = models.BigIntegerField(default=0)
    assistance_paid = models.BigIntegerField(default=0)

    class Meta:
        """One a year; nothing below zero."""

        constraints: ClassVar = [
            models.UniqueConstraint(name="one_account_a_year", fields=["person", "year"]),
            models.CheckConstraint(name="year_not_negative", condition=_not_negative(*ADDED)),
        ]

    def __str__(self) -> str:
        """Whose, of when."""
        return f"{self.year} of person {self.person_id}"


class YearOpening(models.Model):
    """What a year had used up already when it was brought here; rows are only appended.

    From another region, or from before this service began; the last one of a person and year holds
    and is part of its YearAccount. `source`: who told it.
    """

    person = models.ForeignKey(Person, related_name="openings", on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    admissions = models.IntegerField()
    deductible_used = models.BigIntegerField()
    pool_paid = models.BigIntegerField()
    remainder = models.BigIntegerField()
    serious_paid = models.BigIntegerField()
    assistance_paid = models.BigIntegerField()
    source = models.CharField(max_length=200)
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    role = models.CharField(max_length=30)
    name = models.TextField(blank=True)

    class Meta:
        """Nothing below zero; in order."""

        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="opening_not_negative", condition=_not_negative(*ADDED))
        ]

    def __str__(self) -> str:
        """Whose, of when."""
        return f"opening of {self.year} of person {self.person_id}"


class TreatmentElsewhere(models.Model):
    """That a patient is treated outside their pooling region is registered, for whole days.

    `place`: the division of treatment, and all that lies in it. `until`: the last day, None while
    nobody knows one; before `since` where it was taken back.
    """

    person = models.ForeignKey(Person, related_name="elsewhere", on_delete=models.PROTECT)
    place = models.CharField(max_length=6)
    since = models.DateField()
    until = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, null=True, related_name="+",
                                    on_delete=models.PROTECT)  # fmt: skip

    class Meta:
        """In order."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """Whose, where."""
        return f"treatment in {self.place} of person {self.person_id}"


class Claim(models.Model):
    """One bill of one person, as it was presented.

    `origin`: counter (settled directly) or manual (handed in afterwards). `office`: where the
    treatment was; `number`: its own number of the bill. `region`: the pooling region whose rules
    hold; `place`: where the child is enrolled, by which staff may see it. `identified_by`: as
    `credentials.Shown.kind`. `content`: the bill as it was priced, sealed, purpose "bill".
    `year`: of discharge, whose pool it draws on; `deductible_year`: whose admissions it counts in.
    `told`: a keyed hash of what was presented, by which the same is known again.
    `settlement`: what holds now, None while or since none does.

    Of a bill that was handed in: `papers`, ids of the packs' needs that were shown; `missing`, what
    the family was told to bring; `due_on`, until when it is decided, None while the family has it;
    `clock`, the length that counts from its day. `handed_in_by` does not decide on it, nor does
    whoever entered its items. `asked`: what the family wrote, sealed, purpose "bill asked". Until a
    clerk has entered the items, `content` and `number` are empty.
    """

    person = models.ForeignKey(Person, related_name="claims", on_delete=models.PROTECT)
    origin = models.CharField(max_length=10, default=COUNTER)
    office = models.ForeignKey(Office, null=True, related_name="claims", on_delete=models.PROTECT)
    number = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=6)
    place = models.CharField(max_length=6)
    case = models.CharField(max_length=20, blank=True)  # of the enrolment
    identified_by = models.CharField(max_length=30)
    care = models.CharField(max_length=10)
    admitted_on = models.DateField()
    discharged_on = models.DateField()
    year = models.PositiveSmallIntegerField()
    deductible_year = models.PositiveSmallIntegerField()
    content = models.BinaryField(default=b"")
    sealed_for = models.CharField(max_length=32)
    told = models.BinaryField()
    asked = models.BinaryField(default=b"")
    asked_for = models.CharField(max_length=32, default="")
    state = models.CharField(max_length=10, blank=True)  # "" only within the transaction
    settlement = models.ForeignKey("ClaimSettlement", null=True, related_name="+",
                                   on_delete=models.PROTECT)  # fmt: skip
    papers = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    due_on = models.DateField(null=True)
    due_is_final = models.BooleanField(default=True)
    clock = models.JSONField(default=dict)  # {"from": day, "working_days": 30}
    handed_in_by = models.ForeignKey(Account, null=True, related_name="+",
                                     on_delete=models.PROTECT)  # fmt: skip
    presented_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)  # first
    warned_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """One bill of an institution is paid once; a settled one says how."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                name="bill_paid_once", fields=["office", "number"],
                condition=Q(state__in=[state.value for state in HELD]) & ~Q(number=""),
            ),
            models.CheckConstraint(
                name="settled_bill_has_a_settlement",
                condition=Q(state=ClaimState.SETTLED.value, settlement__isnull=False)
                | (~Q(state=ClaimState.SETTLED.value) & Q(settlement__isnull=True)),
            ),
            models.CheckConstraint(name="discharged_after_admission",
                                   condition=Q(discharged_on__gte=F("admitted_on"))),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(name="claim_order", fields=["person", "discharged_on", "id"]),
            models.Index(name="claim_of_office", fields=["office", "-id"]),
            models.Index(
                name="claim_waiting", fields=["due_on", "id"], condition=Q(state__in=WAITING)
            ),
        ]

    def __str__(self) -> str:
        """Its reference."""
        return self.reference

    @property
    def reference(self) -> str:
        """By which it is named, and ordered among those of one day."""
        return f"B{self.pk:011d}"


class ClaimPaper(models.Model):
    """One paper of a bill that a family hands in: a need of the packs, its pages made anew.

    `need`: its id in the packs' rule; `document`: what it is. The file itself is never kept.
    """

    claim = models.ForeignKey(Claim, related_name="scans", on_delete=models.PROTECT)
    need = models.CharField(max_length=60)
    document = models.CharField(max_length=60)
    uploaded_by = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    uploaded_at = models.DateTimeField()
    original_sha256 = models.BinaryField()  # the same file again is the same paper
    original_type = models.CharField(max_length=20)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """The same file is one paper; in order."""

        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="scan_once", fields=["claim", "need", "original_sha256"],
                                    condition=Q(removed_at__isnull=True)),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Which paper."""
        return f"{self.need} of claim {self.claim_id}"


class ClaimPage(models.Model):
    """One page of it: a JPEG made anew, without metadata, sealed (purpose "bill paper")."""

    paper = models.ForeignKey(ClaimPaper, related_name="pages", on_delete=models.CASCADE)
    number = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()  # bound to "<paper id> <number>"
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        """Each page once, in order."""

        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="scan_page_once", fields=["paper", "number"])
        ]

    def __str__(self) -> str:
        """Which page."""
        return f"page {self.number} of paper {self.paper_id}"


class ClaimSettlement(models.Model):
    """What a bill came to, once; rows are only appended. A bill settled again gets a newer one.

    `explained`: the whole of it with its steps, sealed, purpose "settlement". The last columns are
    what it adds to the years of its person (see YearAccount). `pack`: "cn-41@<digest>".
    """

    claim = models.ForeignKey(Claim, related_name="settlements", on_delete=models.PROTECT)
    total = models.BigIntegerField()
    own_pay = models.BigIntegerField()
    over_limit = models.BigIntegerField()
    pre_self_pay = models.BigIntegerField()
    in_scope = models.BigIntegerField()
    deductible = models.BigIntegerField()
    fund_total = models.BigIntegerField()
    person_total = models.BigIntegerField()
    account = models.BigIntegerField()
    mutual_aid = models.BigIntegerField()
    cash = models.BigIntegerField()
    admissions = models.PositiveSmallIntegerField()
    deductible_used = models.BigIntegerField()
    pool_paid = models.BigIntegerField()
    remainder = models.BigIntegerField()
    serious_paid = models.BigIntegerField()
    assistance_paid = models.BigIntegerField()
    explained = models.BinaryField()
    sealed_for = models.CharField(max_length=32)
    pack = models.CharField(max_length=100)
    at = models.DateTimeField()
    made_here: dict[str, Any] | None = None  # what `explained` holds, while it is being written

    class Meta:
        """Fund and person are the whole, in every row."""

        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="settlement_not_negative",
                                   condition=_not_negative(*_AMOUNTS, *ADDED)),
            models.CheckConstraint(
                name="fund_and_person_are_the_whole",
                condition=Q(total=F("fund_total") + F("person_total")),
            ),
            models.CheckConstraint(
                name="the_parts_of_the_fund",
                condition=Q(fund_total=F("pool_paid") + F("serious_paid") + F("assistance_paid")),
            ),
            models.CheckConstraint(
                name="the_parts_of_the_person",
                condition=Q(person_total=F("account") + F("mutual_aid") + F("cash")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Of which bill."""
        return f"settlement of claim {self.claim_id}"


class ClaimEvent(models.Model):
    """One thing that happened to a bill; rows are only appended."""

    claim = models.ForeignKey(Claim, related_name="events", on_delete=models.PROTECT)
    action = models.CharField(max_length=20)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    role = models.CharField(max_length=30)
    name = models.TextField(blank=True)
    settlement = models.ForeignKey(ClaimSettlement, null=True, related_name="+",
                                   on_delete=models.PROTECT)  # fmt: skip
    detail = models.JSONField(default=dict)  # codes, references, amounts; no names, no numbers

    class Meta:
        """In order."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """What happened."""
        return f"{self.action} {self.claim_id}"


class PersonalAccount(models.Model):
    """The personal account of somebody in the employees' scheme: what of it is left.

    `region`: where its owner is insured.
    """

    person = models.OneToOneField(Person, related_name="personal_account",
                                  on_delete=models.PROTECT)  # fmt: skip
    region = models.CharField(max_length=6)
    balance = models.BigIntegerField(default=0)

    class Meta:
        """Nobody spends what is not there."""

        constraints: ClassVar = [
            models.CheckConstraint(name="balance_not_negative", condition=_not_negative("balance"))
        ]

    def __str__(self) -> str:
        """Whose."""
        return f"personal account of person {self.person_id}"


class AccountEntry(models.Model):
    """One movement of a personal account; rows are only appended.

    `kind`: credit (told by the fund, by its `reference`), draw (a bill was paid with it), refund (a
    bill was reversed, or came to less when it was settled again), join (two records became one).
    `amount`: what the balance changes by. `claim`: the owner's bill, or of somebody who may draw.
    """

    account = models.ForeignKey(PersonalAccount, related_name="entries", on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    amount = models.BigIntegerField()
    balance = models.BigIntegerField()  # after it
    claim = models.ForeignKey(Claim, null=True, related_name="draws", on_delete=models.PROTECT)
    reference = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        """A credit counts once."""

        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="credit_once", fields=["reference"],
                                    condition=~Q(reference="")),
            models.CheckConstraint(name="balance_after_not_negative",
                                   condition=_not_negative("balance")),
        ]  # fmt: skip

    def __str__(self) -> str:
        """What."""
        return f"{self.kind} {self.amount}"


class MutualAid(models.Model):
    """Somebody lets a member of the family draw on their personal account.

    `place`: which account is drawn on first. `limit`: fen a year, None for no limit. The end is
    exclusive.
    """

    giver = models.ForeignKey(Person, related_name="gives_aid", on_delete=models.PROTECT)
    receiver = models.ForeignKey(Person, related_name="may_draw", on_delete=models.PROTECT)
    relation = models.CharField(max_length=20)
    place = models.PositiveSmallIntegerField()
    limit = models.BigIntegerField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        """One that stands between two; one order."""

        constraints: ClassVar = [
            models.UniqueConstraint(name="one_mutual_aid", fields=["giver", "receiver"],
                                    condition=Q(until__isnull=True)),
            models.UniqueConstraint(name="one_mutual_aid_a_place", fields=["receiver", "place"],
                                    condition=Q(until__isnull=True)),
            models.CheckConstraint(name="aid_for_another",
                                   condition=~Q(giver=F("receiver")) | Q(until__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Who for whom."""
        return f"aid of person {self.giver_id} for {self.receiver_id}"
