"""Enrolments in residents' medical insurance, premium bills and payments.

No column says whether a child is entitled today: that is read from these days (`states`).
"""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models

from firstcard.people.models import Person


class PersonAsRange(models.Func):
    """A person's number as a range of one: gist has no plain equality here (no btree_gist)."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, %(expressions)s, '[]')"
    output_field = BigIntegerRangeField()


class Enrolment(models.Model):
    """One child in one pooling region's scheme, for a period (days, end exclusive).

    `applied_on`: when the family handed it in, which is what "in time" counts. `period`: from then,
    or from birth where it holds back to birth; it ends after `ended_on`. `identified_by`: the kind
    of number that it was made with. `region`: the pooling region; `place`: the division where the
    child lives. `pack`: "cn-4101@<digest>", under whose rules it was made. `situation`: the facts
    of the family that bills and cover are made from, sealed. `elsewhere`: what other regions said
    last (see Inquiry); empty while none has answered.
    """

    person = models.ForeignKey(Person, related_name="enrolments", on_delete=models.PROTECT)
    region = models.CharField(max_length=6)
    place = models.CharField(max_length=6)
    scheme = models.CharField(max_length=10, default="resident")
    applied_on = models.DateField()
    registered_on = models.DateField()
    period = DateRangeField()
    identified_by = models.CharField(max_length=30)
    case = models.CharField(max_length=20, blank=True)
    pack = models.CharField(max_length=100)
    situation = models.BinaryField()  # purpose "enrolment situation", bound to `sealed_for`
    sealed_for = models.CharField(max_length=32)
    elsewhere = models.CharField(max_length=4, blank=True)
    ended_on = models.DateField(null=True)  # the last day
    ended_reason = models.CharField(max_length=30, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Nobody is insured twice on one day, not in hindsight either; one enrolment a case."""

        constraints: ClassVar = [
            ExclusionConstraint(
                name="insured_once_at_a_time",
                expressions=[
                    (PersonAsRange("person_id"), RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(
                name="one_enrolment_a_case", fields=["case"], condition=~models.Q(case="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="enrolment_unanswered", fields=["id"],
                condition=~models.Q(elsewhere="no") & models.Q(ended_on__isnull=True),
            ),
            models.Index(
                name="enrolment_insured_twice", fields=["id"],
                condition=models.Q(elsewhere="yes", ended_on__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Whose and where."""
        return f"enrolment of person {self.person_id} in {self.region}"


class EnrolmentEvent(models.Model):
    """One thing that happened to an enrolment; rows are only appended.

    `before` and `after`: what it was on `on`, the day it happened.
    """

    enrolment = models.ForeignKey(Enrolment, related_name="events", on_delete=models.PROTECT)
    action = models.CharField(max_length=20)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    on = models.DateField()
    at = models.DateTimeField()
    role = models.CharField(max_length=30)
    detail = models.JSONField(default=dict)  # codes and references; no names, no numbers

    class Meta:
        """In order."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """What happened."""
        return f"{self.action} {self.enrolment_id}"


class PremiumBill(models.Model):
    """What is owed for one year, in fen, and what the year covers once it is paid.

    `group`: whose best subsidy was taken, "" for none. `amount_fen` is null where no rule gives
    one: `ask` names whom to ask, until the office's answer is entered (`answered_by`, its source).
    `basis`, `cover_basis`: keys as in packs. `settled_on`: the day on which the whole was paid, or
    from which a year without premium counts. `cover_rule`: the code of the pack's table.
    `rules_on`: the day of the facts by which `due_on` was told; the family is held to that day.
    """

    enrolment = models.ForeignKey(Enrolment, related_name="bills", on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    amount_fen = models.PositiveIntegerField(null=True)
    group = models.CharField(max_length=40, blank=True)
    ask = models.CharField(max_length=60, blank=True)
    basis = models.JSONField(default=list)
    due_on = models.DateField(null=True)
    due_is_final = models.BooleanField(default=True)
    rules_on = models.DateField()
    pack = models.CharField(max_length=100)
    written_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    settled_on = models.DateField(null=True)
    covered_from = models.DateField(null=True)
    covered_until = models.DateField(null=True)  # inclusive
    cover_rule = models.CharField(max_length=60, blank=True)
    cover_ask = models.CharField(max_length=60, blank=True)
    cover_basis = models.JSONField(default=list)
    answered_by = models.TextField(blank=True)

    class Meta:
        """One bill a year that counts; a year covers nothing before it is paid."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_bill_a_year", fields=["enrolment", "year"],
                condition=models.Q(cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="covered_only_if_paid",
                condition=models.Q(covered_from__isnull=True, covered_until__isnull=True)
                | models.Q(covered_from__isnull=False, settled_on__isnull=False,
                           covered_until__gte=models.F("covered_from")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Of which year."""
        return f"premium {self.year} of enrolment {self.enrolment_id}"


class Payment(models.Model):
    """A payment that the tax side reported. The service never takes money itself."""

    bill = models.ForeignKey(PremiumBill, related_name="payments", on_delete=models.PROTECT)
    reference = models.CharField(max_length=60, unique=True)  # of the tax side: each counts once
    amount_fen = models.PositiveIntegerField()
    paid_on = models.DateField()
    recorded_at = models.DateTimeField()
    receipt = models.CharField(max_length=30, unique=True)

    def __str__(self) -> str:
        """Its receipt."""
        return self.receipt


class Inquiry(models.Model):
    """What the systems of other regions answered, whether a child is insured there.

    `answer`: yes (`other_region`, `since` as they say it), no, or none: then `reason` says why
    there is no answer, which is never taken for no.
    """

    person = models.ForeignKey(Person, related_name="inquiries", on_delete=models.PROTECT)
    region = models.CharField(max_length=6)  # for an enrolment there
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=4)
    reason = models.CharField(max_length=30, blank=True)
    other_region = models.CharField(max_length=6, blank=True)
    since = models.DateField(null=True)

    class Meta:
        """How the last one is found."""

        indexes: ClassVar = [models.Index(name="inquiry_last", fields=["person", "-id"])]

    def __str__(self) -> str:
        """The answer."""
        return f"{self.answer} for person {self.person_id}"
