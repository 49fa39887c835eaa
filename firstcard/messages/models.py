"""Messages waiting to be sent, and sent. One is written in the transaction of what it tells of."""

from typing import ClassVar

from django.db import models


class Message(models.Model):
    """One message to one telephone. `key` makes the same news one message, however often told."""

    key = models.CharField(max_length=120, unique=True)
    account = models.BigIntegerField(null=True)
    telephone = models.BinaryField()  # sealed, purpose "telephone"
    lang = models.CharField(max_length=2)
    template = models.CharField(max_length=60)
    text = models.BinaryField()  # the whole text, sealed, purpose "message", bound to the key
    case = models.CharField(max_length=20, blank=True)
    urgent = models.BooleanField(default=False)  # goes at night too
    not_before = models.DateTimeField()  # the next try: later after each
    not_after = models.DateTimeField()  # given up then
    created_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed = models.CharField(max_length=80, blank=True)  # why it is given up

    class Meta:
        """How those that wait are found."""

        indexes: ClassVar = [
            models.Index(
                name="message_waiting", fields=["not_before"],
                condition=models.Q(sent_at__isnull=True, failed=""),
            ),
            models.Index(
                name="message_case", fields=["case", "id"], condition=~models.Q(case=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Without text and number."""
        return f"message {self.template}"
