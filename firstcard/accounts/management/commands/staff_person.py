"""`manage.py staff_person LOGIN`: whose a staff account is. The number is no argument."""

import sys
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from firstcard.accounts import staff
from firstcard.accounts.models import Account
from firstcard.core.actors import SERVICE
from firstcard.core.refusals import Refusal


class Command(BaseCommand):
    """Tie a staff account to its holder, by citizen ID number."""

    help = "Say whose a staff account is; the citizen ID number is asked for, or read from a pipe."

    def add_arguments(self, parser: CommandParser) -> None:
        """Account name."""
        parser.add_argument("login")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say that it is done, or what is wrong."""
        account = Account.objects.filter(login=options["login"], is_staff_member=True).first()
        if account is None:
            raise CommandError(f"There is no staff account {options['login']}.")
        try:
            staff.tie(by=SERVICE, account=account, number=_number(), at=timezone.now())
        except Refusal as refusal:
            raise CommandError(refusal.text.en) from None
        self.stdout.write(f"{account.login} decides on nothing of their own family from now on.")


def _number() -> str:
    """As typed without being shown, or as it comes through a pipe."""
    said = getpass("Citizen ID number: ") if sys.stdin.isatty() else sys.stdin.readline()
    return said.strip()
