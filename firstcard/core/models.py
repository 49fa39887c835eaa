"""What the database holds for every part of the service: the audit trail and replies once given."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class AuditEntry(models.Model):
    """One entry of the audit trail. Rows are only appended; see `audit`.

    `at`: when it happened, as the operation says. `written_at`: when the row was written, as the
    database says.
    """

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    account = models.BigIntegerField(null=True)
    role = models.CharField(max_length=30)
    actor_name = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    case = models.CharField(max_length=20, blank=True)
    person = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    written_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        """How entries are found: by case and by person."""

        indexes: ClassVar = [
            models.Index(name="audit_case", fields=["case", "id"], condition=~models.Q(case="")),
            models.Index(
                name="audit_person",
                fields=["person", "id"],
                condition=models.Q(person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """What was done to what."""
        return f"{self.action} {self.subject}"


class AuditSeal(models.Model):
    """Where an entry stands in the sealed order. Only a note: the checkpoint file is the truth."""

    entry = models.BigIntegerField(primary_key=True)
    position = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        """Which entry is where."""
        return f"{self.position}: entry {self.entry}"


class AuditSealed(models.Model):
    """How far the notes above go: the last checkpoint they were made from. One row at most."""

    only = models.BooleanField(primary_key=True, default=True)
    log = models.CharField(max_length=32)
    count = models.BigIntegerField()
    root = models.BinaryField()

    def __str__(self) -> str:
        """How many."""
        return f"{self.count} sealed"


class PeriodicWork(models.Model):
    """When a periodic job is due again; see `periodic`."""

    name = models.CharField(max_length=60, primary_key=True)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)  # since it was done last

    def __str__(self) -> str:
        """Which job."""
        return self.name


class GivenReply(models.Model):
    """What was answered to a request with an Idempotency-Key, so that a repeat gets the same."""

    key = models.BinaryField(primary_key=True)  # SHA-256 of caller, route and key
    body = models.BinaryField()  # SHA-256 of the request's body
    status = models.PositiveSmallIntegerField()
    reply = models.BinaryField()  # headers and content, sealed, purpose "reply"
    created_at = models.DateTimeField()

    class Meta:
        """How old ones are found."""

        indexes: ClassVar = [models.Index(name="given_reply_created", fields=["created_at"])]

    def __str__(self) -> str:
        """Without the key."""
        return f"reply {self.status}"


class Attempt(models.Model):
    """How often something that can be guessed was tried; see `limits`."""

    bucket = models.BinaryField(primary_key=True)  # keyed hash of purpose and whom it counts for
    count = models.PositiveIntegerField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        """The count."""
        return f"{self.count} since {self.since:%H:%M}"
