"""Which database the service uses: the operator's own, or the embedded one."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg

from firstcard.config.embedded_postgres import connection_settings
from firstcard.config.places import DatabaseUnavailable, home_from_environment

OLDEST_VERSION = 15
_CONNECT_SECONDS = "5"  # a server that does not even refuse must not hold up its page for long
# Nor must one whose machine is gone from the network: its silence ends a connection within seconds
# (by default after a quarter of an hour and more). Milliseconds; seconds; seconds; times.
_SILENCE = {"tcp_user_timeout": "10000", "keepalives_idle": "5", "keepalives_interval": "2",
            "keepalives_count": "3"}  # fmt: skip
# A statement is planned once for each connection, and its values go beside it: there are many small
# ones. A pooler in between has to keep prepared statements too (PgBouncer from 1.21 does).
_PREPARED = {"server_side_binding": True, "prepare_threshold": 1}
_SCHEMES = ("postgresql", "postgres")
_SHAPE = "DATABASE_URL must look like postgresql://user:password@host:5432/database."


def own_server_url() -> str | None:
    """Return DATABASE_URL, the address of the operator's own server, if it is set."""
    return os.environ.get("DATABASE_URL") or None


def settings() -> dict[str, Any]:
    """Return Django's settings of the one database. Raises DatabaseUnavailable."""
    url = own_server_url()
    base = _from_url(url) if url else connection_settings(home=home_from_environment())
    # One connection for each of the few worker threads, kept and checked before use: it
    # fails at once while the database is away, where a pool would let every request wait.
    options = {**_PREPARED, **base.get("OPTIONS", {})}
    return base | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def check_own_server(*, url: str) -> None:
    """Raise DatabaseUnavailable unless the server answers and is new enough."""
    _from_url(url)
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.Error as error:
        said = str(error).strip().splitlines()[-1]
        raise DatabaseUnavailable(f"The server in DATABASE_URL cannot be used: {said}") from error
    if version < OLDEST_VERSION:
        raise DatabaseUnavailable(
            f"The server in DATABASE_URL is PostgreSQL {version}; "
            f"{OLDEST_VERSION} or newer is needed."
        )


def _from_url(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        tcp_port = parts.port
    except ValueError as error:
        raise DatabaseUnavailable(_SHAPE) from error
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in _SCHEMES or not name:
        raise DatabaseUnavailable(_SHAPE)
    options = dict(parse_qsl(parts.query))
    host, port = options.pop("host", None), options.pop("port", None)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host or unquote(parts.hostname or ""),
        "PORT": port or str(tcp_port or ""),
        "OPTIONS": {"connect_timeout": _CONNECT_SECONDS, **_SILENCE, **options},
    }
