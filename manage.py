#!/usr/bin/env python3
"""Django's commands. Starts the embedded database for the command if none is running."""

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from firstcard.config import databases
from firstcard.config.embedded_postgres import Server, is_running
from firstcard.config.places import DatabaseUnavailable, home_from_environment


def _database() -> AbstractContextManager[Any]:
    home = home_from_environment()
    if databases.own_server_url() or is_running(home=home):
        return nullcontext()
    return Server(home=home)


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstcard.config.settings")
    from django.core.management import execute_from_command_line

    try:
        with _database():
            execute_from_command_line(sys.argv)
    except DatabaseUnavailable as error:
        sys.exit(f"firstcard: {error}")


if __name__ == "__main__":
    main()
