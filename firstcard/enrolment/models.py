"""Enrolments in residents' medical insurance, premium bills and payments."""

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

    `state`: see `states`. `identified_by`: the kind of number that it was made with. `region`: the
    pooling region. `pack`: "cn-4101@<digest>", under whose rules it was made.
    """

    person = models.ForeignKey(Person, related_name="enrolments", on_delete=models.PROTECT)
    region = models.CharField(max_length=6)
    scheme = models.CharField(max_length=10, default="resident")
    state = models.CharField(max_length=12)
    registered_on = models.DateField()
    period = DateRangeField()
    entitled_from = models.DateField(null=True)
    entitled_until = models.DateField(null=True)  # inclusive: the last day
    identified_by = models.CharField(max_length=30)
    case = models.CharField(max_length=20, blank=True)
    pack = models.CharField(max_length=100)
    rule = models.CharField(max_length=60, blank=True)  # which rule gave the entitlement
    ended_reason = models.CharField(max_length=30, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Nobody is insured twice at one time."""

        constraints: ClassVar = [
            ExclusionConstraint(
                name="insured_once_at_a_time",
                expressions=[
                    (PersonAsRange("person_id"), RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=~models.Q(state="ended"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        """Whose and where."""
        return f"enrolment of person {self.person_id} in {self.region}"


class PremiumBill(models.Model):
    """What is owed for one year, in fen. `group`: whose best subsidy was taken, "" for none.

    `amount_fen` is null where no rule gives one: the case then names whom to ask.
    """

    enrolment = models.ForeignKey(Enrolment, related_name="bills", on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    amount_fen = models.PositiveIntegerField(null=True)
    group = models.CharField(max_length=40, blank=True)
    pack = models.CharField(max_length=100)
    rule = models.CharField(max_length=60, blank=True)
    written_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        """One bill a year that counts."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_bill_a_year", fields=["enrolment", "year"],
                condition=models.Q(cancelled_at__isnull=True),
            )
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
