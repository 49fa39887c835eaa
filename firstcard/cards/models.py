"""Cards, the batches they are made in, and everything that happens to them."""

from typing import ClassVar

from django.db import models

from firstcard.accounts.models import Account
from firstcard.cards.states import IN_THE_MAKING, Making
from firstcard.people.models import Office, Person

_MAKING = [state.value for state in IN_THE_MAKING]
_WAITING = [Making.AT_OFFICE.value, Making.RETURNED.value]
_IN_USE = models.Q(making=Making.COLLECTED.value, ended_on__isnull=True)
# Of what arrived or came back the number is history: the post gives it out again one day.
_IN_A_PARCEL = models.Q(making=Making.POSTED.value) & ~models.Q(tracking="")


class Batch(models.Model):
    """Cards that are ordered from a centre in one file.

    How far it is, is not stored: it is counted from its lines.
    """

    number = models.CharField(max_length=20, unique=True)
    centre = models.ForeignKey(Office, related_name="batches", on_delete=models.PROTECT)
    profile = models.CharField(max_length=10)  # coding of the file: utf-8, gb18030
    count = models.PositiveIntegerField()
    control_sum = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)  # the centre said that it has begun
    written_at = models.DateTimeField(null=True)  # its files were put into the centre's folder

    def __str__(self) -> str:
        """Its number."""
        return self.number


class Shipment(models.Model):
    """Cards on one dispatch list from a centre, or an office, to an office."""

    number = models.CharField(max_length=20, unique=True)
    origin = models.ForeignKey(Office, related_name="sent_shipments", on_delete=models.PROTECT)
    to = models.ForeignKey(Office, related_name="shipments", on_delete=models.PROTECT)
    count = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Its number."""
        return self.number


class Cards(models.Manager["Card"]):
    """Cards without their pictures, some 30 KB each: one is read when it is asked for."""

    def get_queryset(self) -> models.QuerySet["Card"]:
        """All of them."""
        return super().get_queryset().defer("photo")


class Card(models.Model):
    """One card of one person, from its order to its end.

    `photo`: the picture that is printed, sealed apart, purpose "card photo", bound to the order.
    `number` (卡号) and `code` (卡识别码) come with the result of the making. `data`: what is
    printed on it, sealed, purpose "card data", bound to the order. `reason`: first, renewal,
    data-change, student, replacement. `order`: a key of its own by which files name it, without
    a personal datum.
    """

    order = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(Person, related_name="cards", on_delete=models.PROTECT)
    case = models.CharField(max_length=20, blank=True)  # the application's reference
    reason = models.CharField(max_length=20)
    region = models.CharField(max_length=6)
    data = models.BinaryField()
    photo = models.BinaryField(null=True)
    language = models.CharField(max_length=2, default="zh")
    centre = models.ForeignKey(Office, related_name="ordered_cards", on_delete=models.PROTECT)
    office = models.ForeignKey(Office, null=True, related_name="cards", on_delete=models.PROTECT)
    delivery = models.CharField(max_length=10)  # office, bank, post
    address = models.BinaryField(null=True)  # sealed, purpose "card address", bound to the order
    making = models.CharField(max_length=12)  # see `states.Making`
    social_security = models.CharField(max_length=12)  # see `states.Function`
    bank = models.CharField(max_length=12)
    batch = models.ForeignKey(Batch, null=True, related_name="cards", on_delete=models.PROTECT)
    shipment = models.ForeignKey(Shipment, null=True, related_name="cards",
                                 on_delete=models.PROTECT)  # fmt: skip
    tracking = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=9, blank=True)
    code = models.CharField(max_length=32, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)  # how often its making failed
    ordered_at = models.DateTimeField()
    place_from = models.DateTimeField()  # its place in line: kept when it is made anew
    made_at = models.DateTimeField(null=True)
    on_the_way_since = models.DateTimeField(null=True)
    at_office_since = models.DateTimeField(null=True)  # also of mail that came back
    attend_on = models.DateField(null=True)  # the next reminder, sealing or search is due
    reminded = models.PositiveSmallIntegerField(default=0)  # how often since it is at the office
    collected_at = models.DateTimeField(null=True)
    valid_until = models.DateField(null=True)
    due_on = models.DateField(null=True)  # the promise, as the clock says now
    due_is_final = models.BooleanField(default=True)
    clock_length = models.JSONField(null=True)
    clock_basis = models.JSONField(default=list)
    stopped_on = models.DateField(null=True)  # the clock
    warned_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)  # the promised day went by
    ended_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=20, blank=True)  # replaced, cancelled, expired
    replaced_by = models.OneToOneField("self", null=True, related_name="replaces",
                                       on_delete=models.PROTECT)  # fmt: skip
    taken_by = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    taken_until = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = Cards()

    class Meta:
        """One card in use and one in the making a person, one in a parcel; how boards are read."""

        constraints: ClassVar = [
            models.UniqueConstraint(name="one_card_in_use", fields=["person"], condition=_IN_USE),
            models.UniqueConstraint(
                name="one_card_in_the_making", fields=["person"],
                condition=models.Q(making__in=_MAKING),
            ),
            models.UniqueConstraint(
                name="card_number_once", fields=["region", "number"],
                condition=~models.Q(number=""),
            ),
            models.UniqueConstraint(
                name="card_code_once", fields=["code"], condition=~models.Q(code="")
            ),
            models.UniqueConstraint(
                name="one_card_in_a_parcel", fields=["tracking"], condition=_IN_A_PARCEL
            ),
            models.CheckConstraint(
                name="collected_card_has_a_day",
                condition=~models.Q(making=Making.COLLECTED.value)
                | models.Q(collected_at__isnull=False),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(name="card_to_order", fields=["centre", "place_from", "id"],
                         condition=models.Q(making=Making.ORDERED.value)),
            models.Index(name="card_promise", fields=["due_on", "id"],
                         condition=models.Q(making__in=_MAKING)),
            models.Index(name="card_at_office", fields=["office", "at_office_since"],
                         condition=models.Q(making__in=_WAITING)),
            models.Index(name="card_to_attend", fields=["attend_on", "id"],
                         condition=models.Q(attend_on__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Its order."""
        return self.order


class BatchLine(models.Model):
    """One card in one batch, and what came back of it: "" (open), made, failed.

    A card that failed is on a line of another batch when it is made again; so what was sent is
    made, failed and open, to the card, for ever. `delivery` and `office` (its code) are as they
    were sent: the file stays the same when the family chooses otherwise afterwards.
    """

    batch = models.ForeignKey(Batch, related_name="lines", on_delete=models.PROTECT)
    card = models.ForeignKey(Card, related_name="lines", on_delete=models.PROTECT)
    number = models.PositiveIntegerField()  # of the line in the file, from 1
    delivery = models.CharField(max_length=10)
    office = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=6, blank=True)
    reason = models.CharField(max_length=20, blank=True)  # why it failed, as in results
    outcome_at = models.DateTimeField(null=True)

    class Meta:
        """A card once in a batch, and open in one only."""

        constraints: ClassVar = [
            models.UniqueConstraint(name="card_once_in_a_batch", fields=["batch", "card"]),
            models.UniqueConstraint(name="line_once_in_a_batch", fields=["batch", "number"]),
            models.UniqueConstraint(
                name="card_open_in_one_batch", fields=["card"], condition=models.Q(outcome="")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Where."""
        return f"line {self.number} of batch {self.batch_id}"


class CardEvent(models.Model):
    """One thing that happened to a card; rows are only appended. The history equals the states."""

    card = models.ForeignKey(Card, related_name="events", on_delete=models.PROTECT)
    axis = models.CharField(max_length=20)
    action = models.CharField(max_length=20)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    role = models.CharField(max_length=30)
    name = models.TextField(blank=True)
    office = models.ForeignKey(Office, null=True, related_name="+", on_delete=models.PROTECT)
    detail = models.JSONField(default=dict)

    class Meta:
        """In order."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """What happened."""
        return f"{self.action} {self.card_id}"


class ResultFile(models.Model):
    """A file that a centre sent, worked through once however often it is sent.

    `refused`: why it was not looked into, as in `files.faults`; such a file may be sent again.
    `kind`: result, statement (of all that the centre made of a batch). `sha256` of what came.
    `centre`: at which it came in, also where its batch could not be read.
    """

    centre = models.ForeignKey(Office, null=True, related_name="files", on_delete=models.PROTECT)
    name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    batch = models.ForeignKey(Batch, null=True, related_name="results", on_delete=models.PROTECT)
    received_at = models.DateTimeField()
    lines = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    again = models.PositiveIntegerField(default=0)  # lines that only say what was known
    refused = models.CharField(max_length=30, blank=True)

    class Meta:
        """Each file counts once; a statement may say the same as a result."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                name="file_counts_once",
                fields=["sha256", "kind"],
                condition=models.Q(refused=""),
            )
        ]

    def __str__(self) -> str:
        """Its beginning."""
        return self.sha256[:12]


class BadLine(models.Model):
    """A line of a file that was set aside, and why. No personal datum is kept of it."""

    file = models.ForeignKey(ResultFile, related_name="bad", on_delete=models.PROTECT)
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=30)
    order = models.CharField(max_length=20, blank=True)
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Where and why."""
        return f"line {self.line}: {self.reason}"


class Finding(models.Model):
    """Where a centre's statement and this register differ on a card, until somebody settles it.

    `kind`: made-there, made-twice, made-though-stopped, made-here-only, failed-there,
    other-number (see `operations.reconciling`).
    """

    file = models.ForeignKey(ResultFile, related_name="findings", on_delete=models.PROTECT)
    card = models.ForeignKey(Card, related_name="findings", on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_as = models.CharField(max_length=20, blank=True)

    class Meta:
        """Found once as long as it stands."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_open_finding", fields=["card", "kind"],
                condition=models.Q(settled_at__isnull=True),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        """What, of which card."""
        return f"{self.kind} of card {self.card_id}"


class StockMovement(models.Model):
    """Blank cards of a centre or branch: received, used, spoiled, destroyed. Only appended."""

    office = models.ForeignKey(Office, related_name="stock", on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    about = models.CharField(max_length=40, blank=True)  # a batch, an order, a delivery note

    def __str__(self) -> str:
        """What."""
        return f"{self.count} {self.kind}"


class Collection(models.Model):
    """Who took a card, how that was checked, and the signature, sealed with what it is bound to.

    `relation`: as Guardianship.relation, or self. `shown`: the documents that were shown, as in
    packs. `kind` of signature: typed, drawn, paper.
    """

    card = models.OneToOneField(Card, related_name="collection", on_delete=models.PROTECT)
    collector = models.ForeignKey(Person, related_name="+", on_delete=models.PROTECT)
    relation = models.CharField(max_length=20)
    authorised_by = models.ForeignKey(Person, null=True, related_name="+",
                                      on_delete=models.PROTECT)  # fmt: skip
    shown = models.JSONField(default=list)
    kind = models.CharField(max_length=10)
    signature = models.BinaryField()  # purpose "collection", bound to `bound_sha256`
    office = models.ForeignKey(Office, related_name="+", on_delete=models.PROTECT)
    account = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    clerk = models.TextField(blank=True)
    bound_sha256 = models.CharField(max_length=64)  # of card, collector and moment
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Of which card."""
        return f"collection of card {self.card_id}"


class BankAccount(models.Model):
    """The child's account behind a card: the bank, its masked number, the day. Never the number."""

    card = models.OneToOneField(Card, related_name="bank_account", on_delete=models.PROTECT)
    bank = models.ForeignKey(Office, related_name="+", on_delete=models.PROTECT)
    masked = models.CharField(max_length=30)
    opened_on = models.DateField()

    def __str__(self) -> str:
        """Of which card."""
        return f"account of card {self.card_id}"


class Credential(models.Model):
    """What stands for the card or beside it: temporary, medical e-certificate, electronic card."""

    person = models.ForeignKey(Person, related_name="credentials", on_delete=models.PROTECT)
    kind = models.CharField(max_length=30)
    serial = models.CharField(max_length=40, unique=True)
    card = models.ForeignKey(Card, null=True, related_name="credentials", on_delete=models.PROTECT)
    holder = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)  # end exclusive
    ended_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        """One that stands, of a kind, for a person and holder."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_credential_of_a_kind", fields=["person", "kind", "holder"],
                condition=models.Q(ended_reason=""), nulls_distinct=False,
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        """Which."""
        return f"{self.kind} of person {self.person_id}"
