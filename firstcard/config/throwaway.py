"""A service's database for one command: made, migrated, and gone with it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from firstcard.config.embedded_postgres import Server, connection_settings, destroy


@contextmanager
def database() -> Iterator[None]:
    """Django on an embedded database of its own, in demo mode. Raises DatabaseUnavailable.

    Call it before Django was set up in this process.
    """
    with tempfile.TemporaryDirectory(prefix="firstcard-demo-") as folder:
        home = Path(folder)
        os.environ.update(FIRSTCARD_HOME=folder, FIRSTCARD_DEMO="1")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstcard.config.settings")
        os.environ.pop("DATABASE_URL", None)
        with Server(home=home, settings={"fsync": "off", "synchronous_commit": "off"}):
            yield from _ready(home)
        destroy(home=home)


def _ready(home: Path) -> Iterator[None]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    connections["default"].settings_dict.update(connection_settings(home=home))
    call_command("migrate", interactive=False, verbosity=0)
    try:
        yield
    finally:
        connections.close_all()
