"""A PostgreSQL server of the operator, in place of the embedded one."""

import psycopg
import pytest

from firstcard.config import databases
from firstcard.config.embedded_postgres import Server
from firstcard.config.places import DatabaseUnavailable


def test_an_own_server_is_used_instead(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", server.dsn)
    databases.check_own_server(url=server.dsn)
    found = databases.settings()
    assert (found["USER"], found["NAME"]) == ("firstcard", "firstcard")
    assert found["HOST"] == server.dsn.partition("host=")[2].partition("&")[0]


def test_an_own_server_that_is_too_old_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(server.dsn, **databases._SILENCE) as connection:
        assert connection.info.get_parameters()["keepalives_count"] == "3"
    monkeypatch.setattr(databases, "OLDEST_VERSION", 99)
    with pytest.raises(DatabaseUnavailable, match="is PostgreSQL 18; 99 or newer is needed"):
        databases.check_own_server(url=server.dsn)


def test_a_server_that_says_nothing_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a@db.example/firstcard")
    options = databases.settings()["OPTIONS"]
    assert options["connect_timeout"] == "5"
    # A machine that is gone says nothing: what was sent to it, and a wait for it, end in seconds.
    assert int(options["tcp_user_timeout"]) <= 10_000
    idle, every, times = (int(options[f"keepalives_{name}"]) for name in (
        "idle", "interval", "count"))  # fmt: skip
    assert idle + every * times <= 15
    monkeypatch.setenv("DATABASE_URL", "postgresql://a@db.example/firstcard?connect_timeout=2")
    assert databases.settings()["OPTIONS"] == {**options, "connect_timeout": "2"}


@pytest.mark.parametrize(
    "url", ["mysql://a/b", "postgresql://host", "postgresql://h:x/d", "nonsense"]
)
def test_a_wrong_address_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="DATABASE_URL must look like"):
        databases.check_own_server(url=url)


def test_an_own_server_that_is_away_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseUnavailable, match="DATABASE_URL cannot be used") as refusal:
        databases.check_own_server(url="postgresql://a:hush@127.0.0.1:1/d")
    assert "hush" not in str(refusal.value)
    assert "\n" not in str(refusal.value)
