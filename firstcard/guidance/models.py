"""What the database holds: plans that families keep, sealed."""

from typing import ClassVar

from django.db import models
from django.db.models.lookups import Exact, GreaterThan, LessThanOrEqual

LARGEST_SEALED_BYTES = 64 * 1024  # a usual plan has 8 KB


class Octets(models.Func):
    """How many bytes a column holds."""

    function = "octet_length"
    output_field = models.IntegerField()


class KeptPlan(models.Model):
    """One kept plan. Who keeps it, what was told and in which language stand nowhere in clear."""

    token_hash = models.BinaryField(primary_key=True)  # see `tokens`
    sealed = models.BinaryField()  # see `sealing` and `kept_content`
    version = models.PositiveIntegerField(default=1)  # counts the changes
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        """What the database itself refuses, and how expired plans are found."""

        constraints: ClassVar = [
            models.CheckConstraint(
                name="kept_plan_token_hash_is_sha_256",
                condition=Exact(Octets("token_hash"), 32),
            ),
            models.CheckConstraint(
                name="kept_plan_sealed_is_small",
                condition=LessThanOrEqual(Octets("sealed"), LARGEST_SEALED_BYTES),
            ),
            models.CheckConstraint(
                name="kept_plan_expires_later",
                condition=GreaterThan(models.F("expires_at"), models.F("created_at")),
            ),
        ]
        indexes: ClassVar = [models.Index(name="kept_plan_expires_at", fields=["expires_at"])]

    def __str__(self) -> str:
        """Without anything of the plan."""
        return f"kept plan, version {self.version}"
