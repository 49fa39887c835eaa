"""`manage.py administrator LOGIN NAME --region 410100`: the first administrator of a region."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from firstcard.accounts import staff
from firstcard.core.refusals import Refusal
from firstcard.guidance import packs_store


class Command(BaseCommand):
    """Make an administrator and print the link by which he sets his account up."""

    help = "Make an administrator, and print the link by which the account is set up."

    def add_arguments(self, parser: CommandParser) -> None:
        """Account name, the name shown to families, the region."""
        parser.add_argument("login")
        parser.add_argument("name")
        parser.add_argument("--region", required=True, help="six digits, GB/T 2260")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link, or say what is wrong."""
        if options["region"] not in packs_store.current().divisions:
            raise CommandError(f"There is no region {options['region']}.")
        try:
            token = staff.first_administrator(
                login=options["login"], shown_name=options["name"], region=options["region"],
                at=timezone.now())  # fmt: skip
        except Refusal as refusal:
            raise CommandError(refusal.text.en) from None
        self.stdout.write(f"{settings.PUBLIC_URL}/sign-in/set-up/{token}/")
        self.stdout.write(f"It works once, for {staff.LINK_LASTS.days} days.")
