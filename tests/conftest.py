"""Every test runs in demo mode, in a home folder of its own, on the real database.

The database is the embedded one, started when the first test asks for it: one server for
each test process, so that tests can run side by side. DATABASE_URL names another.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from firstcard.config import databases, deployment
from firstcard.config.embedded_postgres import Server, connection_settings, destroy
from firstcard.core.append_only import TABLES

_HOME = Path(tempfile.mkdtemp(prefix="firstcard-tests-"))
os.environ["FIRSTCARD_HOME"] = str(_HOME)
os.environ["FIRSTCARD_DEMO"] = "1"

# No test is timed: machines are shared, and what is slow is for bench/ to show.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


def pytest_configure() -> None:
    """The settings were read before this file: put in those of demo mode."""
    for name, value in deployment.settings(demo=True).items():
        setattr(settings, name, value)
    settings.HOME = _HOME
    settings.STATIC_ROOT = _HOME / "static"
    settings.STATIC_ROOT.mkdir(exist_ok=True)


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def embedded_database() -> Iterator[Server]:
    """The embedded server of this test process; nothing in it outlives the tests."""
    # Not waiting for the disk is for tests alone: their data is thrown away.
    with Server(home=_HOME, settings={"fsync": "off", "synchronous_commit": "off"}) as server:
        with psycopg.connect(server.admin_dsn, autocommit=True) as connection:
            connection.execute("ALTER ROLE firstcard CREATEDB")
        yield server
    destroy(home=_HOME)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Point Django at the embedded server, unless DATABASE_URL names another."""
    if databases.own_server_url() is None:
        request.getfixturevalue("embedded_database")
        connections["default"].settings_dict.update(connection_settings(home=_HOME))
    else:
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Tests that commit empty every table after them, also those that are never emptied."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER never_emptied")
