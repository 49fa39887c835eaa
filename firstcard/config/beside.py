"""Commands that work beside a service, on its database."""

import os

from firstcard.config import databases, deployment
from firstcard.config.embedded_postgres import is_running
from firstcard.config.places import DatabaseUnavailable, home_from_environment


def set_up() -> None:
    """Django on the database of the service. Raises UnsafeSetting, DatabaseUnavailable."""
    import django

    check()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstcard.config.settings")
    django.setup()


def check() -> None:
    """Whether there is one: a server of one's own, or the service that runs here.

    Raises UnsafeSetting, DatabaseUnavailable.
    """
    deployment.check()
    url = databases.own_server_url()
    if url is not None:
        databases.check_own_server(url=url)
    elif not is_running(home=home_from_environment()):
        raise DatabaseUnavailable("The service does not run: start `firstcard serve` first.")
