"""What the database holds for every part of the service: the audit trail and replies once given."""

from typing import ClassVar

from django.db import models


class AuditEntry(models.Model):
    """One entry of the audit trail. Rows are only appended; see `audit`."""

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
