"""Persons, their numbers and guardians; offices. Accounts are in the app `accounts`."""

from typing import ClassVar

from django.db import models


class Person(models.Model):
    """A natural person. Names are kept as given: any length, U+00B7, all of GB 18030.

    `sex` by GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not specified.
    """

    name = models.TextField()
    sex = models.PositiveSmallIntegerField(default=0)
    born_on = models.DateField(null=True)
    died_on = models.DateField(null=True)
    nationality = models.CharField(
        max_length=20, default="mainland"
    )  # as the fact child.nationality
    telephone = models.BinaryField(null=True)  # sealed, purpose "telephone"
    created_at = models.DateTimeField(auto_now_add=True)
    # Found to be the same as another, older record: everything of it is there now.
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT)

    class Meta:
        """What the database itself refuses."""

        constraints: ClassVar = [
            models.CheckConstraint(name="person_has_a_name", condition=~models.Q(name="")),
            models.CheckConstraint(
                name="person_died_after_birth",
                condition=models.Q(died_on__isnull=True)
                | models.Q(died_on__gte=models.F("born_on")),
            ),
        ]

    def __str__(self) -> str:
        """Without the name."""
        return f"person {self.pk}"


class IdentityDocument(models.Model):
    """A number that identifies a person. The number itself is sealed; it is found by its index.

    `kind`: citizen-id, birth-certificate, residence-permit, passport, organisation (of an
    institution).
    """

    person = models.ForeignKey(Person, related_name="documents", on_delete=models.CASCADE)
    kind = models.CharField(max_length=30)
    sealed = models.BinaryField()  # purpose "identity number", bound to the kind
    index = models.BinaryField()  # vault.index(f"{kind} {number}", purpose="identity number")
    last_four = models.CharField(max_length=4)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """One number belongs to one person."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_person_per_number",
                fields=["kind", "index"],
                condition=models.Q(withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        """Without the number."""
        return f"{self.kind} of person {self.person_id}"


class Guardianship(models.Model):
    """Who acts for a child: proof, scope, end. An institution is a person without a birth date.

    `relation`: mother, father, adopter, relative, institution, agent (with written authority).
    """

    child = models.ForeignKey(Person, related_name="guardians", on_delete=models.CASCADE)
    guardian = models.ForeignKey(Person, related_name="wards", on_delete=models.CASCADE)
    relation = models.CharField(max_length=20)
    scope = models.CharField(max_length=20, default="all")  # all, or one case (an agent)
    proof = models.CharField(max_length=60, blank=True)  # the document that shows it, as in packs
    since = models.DateField()
    until = models.DateField(null=True)  # end exclusive

    class Meta:
        """One current tie of a kind between two persons."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_current_guardianship",
                fields=["child", "guardian", "relation"],
                condition=models.Q(until__isnull=True),
            )
        ]

    def __str__(self) -> str:
        """Who for whom."""
        return f"person {self.guardian_id} for child {self.child_id}"


class Office(models.Model):
    """An office that holds cases. Only sample offices exist until a pack names real ones.

    `kind` as in packs (medical-insurance-agency, social-security-centre …), `region` by GB/T 2260.
    """

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.TextField()
    name_en = models.TextField()
    kind = models.CharField(max_length=40)
    region = models.CharField(max_length=6)
    sample = models.BooleanField(default=True)

    def __str__(self) -> str:
        """Its code."""
        return self.code
