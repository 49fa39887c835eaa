"""Accounts, what they may do, how they sign in, and what they agreed to."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from firstcard.people.models import Office, Person


class Accounts(BaseUserManager["Account"]):
    """Finds accounts by what they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """By login name."""
        return self.get(login=username)


class Account(AbstractBaseUser):
    """Somebody who signs in: a parent by telephone, staff by login name.

    A role is a `RoleGrant`; an account without one can see nothing.
    """

    login = models.CharField(max_length=80, unique=True)  # staff: their name; families: random
    telephone = models.BinaryField(null=True)  # sealed, purpose "telephone"
    telephone_index = models.BinaryField(null=True, unique=True)
    shown_name = models.TextField(blank=True)  # staff: how families are told who acted
    # Of a family's account: once an office has seen who it is; of a staff account: once it is tied.
    person = models.ForeignKey(Person, null=True, related_name="accounts", on_delete=models.PROTECT)
    language = models.CharField(max_length=2, default="zh")
    totp = models.BinaryField(null=True)  # sealed, purpose "totp"
    totp_used = models.BigIntegerField(default=0)  # the last time step taken: no code twice
    is_staff_member = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Accounts] = Accounts()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """One private account and one of staff for a person."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_account_of_a_kind_for_a_person", fields=["person", "is_staff_member"]
            )
        ]

    def __str__(self) -> str:
        """Without name or number."""
        return f"account {self.pk}"


class RoleGrant(models.Model):
    """One role of an account, within a region, from a moment to a moment (end exclusive)."""

    account = models.ForeignKey(Account, related_name="roles", on_delete=models.CASCADE)
    role = models.CharField(max_length=30)
    region = models.CharField(max_length=6)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    granted_by = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)

    def __str__(self) -> str:
        """Which role where."""
        return f"{self.role} in {self.region}"


class OneTimeCode(models.Model):
    """A code sent to a telephone. Only its hash is kept, for ten minutes and five tries."""

    telephone_index = models.BinaryField()
    purpose = models.CharField(max_length=20)  # sign-in, sign, track, telephone
    code_hash = models.BinaryField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        """How the newest is found."""

        indexes: ClassVar = [
            models.Index(name="code_telephone", fields=["telephone_index", "purpose", "expires_at"])
        ]

    def __str__(self) -> str:
        """Without the code."""
        return f"code for {self.purpose}"


class SignedIn(models.Model):
    """One browser that is signed in. It ends by time, by signing out, or with the last role."""

    token_hash = models.BinaryField(primary_key=True)
    account = models.ForeignKey(Account, related_name="signed_in", on_delete=models.CASCADE)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    second_factor = models.BooleanField(default=False)
    unsent = models.BinaryField(null=True)  # a form that came too late, sealed; see `unsent`

    def __str__(self) -> str:
        """Whose."""
        return f"sign-in of account {self.account_id}"


class SetUp(models.Model):
    """A link by which staff choose their password and connect their app, once."""

    token_hash = models.BinaryField(primary_key=True)
    account = models.ForeignKey(Account, related_name="set_ups", on_delete=models.CASCADE)
    totp = models.BinaryField()  # sealed, purpose "totp": the account's from when the link is used
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Whose."""
        return f"set-up of account {self.account_id}"


class ApiToken(models.Model):
    """A key with which a program acts for an account. Only its hash is kept."""

    token_hash = models.BinaryField(primary_key=True)
    account = models.ForeignKey(Account, related_name="tokens", on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Its name."""
        return self.name


class Consent(models.Model):
    """The ledger of notices shown and consents given or withdrawn; rows are only appended.

    `kind`: notice (what is done under a statutory duty, shown), consent (the guardian's, where no
    duty covers the use). `version`: of the notice's text.
    """

    account = models.ForeignKey(Account, related_name="consents", on_delete=models.PROTECT)
    child = models.ForeignKey(Person, null=True, related_name="consents", on_delete=models.PROTECT)
    case = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=10)
    notice = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    given = models.BooleanField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Which notice."""
        return f"{self.kind} {self.notice} {self.version}"


class Correction(models.Model):
    """What a family says is wrong in what is held about its child, and the answer to it."""

    child = models.ForeignKey(Person, related_name="corrections", on_delete=models.PROTECT)
    asked_by = models.ForeignKey(Account, related_name="+", on_delete=models.PROTECT)
    case = models.CharField(max_length=20)  # the reference under which it was asked
    region = models.CharField(max_length=6)  # whose officers answer
    about = models.CharField(max_length=20)  # see `corrections.ABOUT`
    wish = models.BinaryField()  # in the family's words, sealed, purpose "correction"
    asked_at = models.DateTimeField()
    done = models.BooleanField(null=True)  # true: put right; false: it stays, see the answer
    answer = models.BinaryField(null=True)  # to the family, sealed, purpose "correction"
    answered_by = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """An answer has words, a verdict, and somebody who gave it."""

        constraints: ClassVar = [
            models.CheckConstraint(
                name="correction_answered_whole",
                condition=models.Q(
                    done=None, answer=None, answered_by=None, answered_at=None
                )
                | models.Q(
                    done__isnull=False, answer__isnull=False, answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        """Without the words."""
        return f"correction {self.pk} for person {self.child_id}"
