"""What differs between demo mode and a real service: secrets, hosts, cookies, files."""

import os
import secrets
from typing import Any
from urllib.parse import urlsplit

DEMO_SECRET = "for demonstration only: everyone can read this in the source code"  # noqa: S105
DEMO_DATA_KEY = "for demonstration only: it protects nobody's data"
_SHORTEST_SECRET = 32
_LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
_PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
_NAMED_BY_CONTENT = "whitenoise.storage.CompressedManifestStaticFilesStorage"


class UnsafeSetting(Exception):
    """The service must not start like this. The message is one line, for the operator."""


def is_demo() -> bool:
    """Tell whether the service runs in demo mode (FIRSTCARD_DEMO=1)."""
    return os.environ.get("FIRSTCARD_DEMO", "") == "1"


def check() -> None:
    """Refuse to serve outside demo mode without safe settings. Raises UnsafeSetting.

    A public address that is wrong is refused in demo mode too: it would stand on paper.
    """
    _check_public_url(public_url())
    _check_messages()
    _check_scanner()
    _check_inquiry()
    if is_demo():
        return
    secret = os.environ.get("FIRSTCARD_SECRET_KEY", "")
    if secret == DEMO_SECRET:
        raise UnsafeSetting("FIRSTCARD_SECRET_KEY is the demo secret: set one of your own.")
    if len(secret) < _SHORTEST_SECRET:
        raise UnsafeSetting(
            f"Set FIRSTCARD_SECRET_KEY to a random text of at least {_SHORTEST_SECRET} characters "
            "(or start with --demo)."
        )
    keys = _names("FIRSTCARD_DATA_KEY")
    if not keys or DEMO_DATA_KEY in keys or min(map(len, keys)) < _SHORTEST_SECRET:
        raise UnsafeSetting(
            f"Set FIRSTCARD_DATA_KEY to a random text of at least {_SHORTEST_SECRET} characters, "
            "another one than FIRSTCARD_SECRET_KEY (or start with --demo)."
        )
    if not _names("FIRSTCARD_ALLOWED_HOSTS"):
        raise UnsafeSetting(
            "Set FIRSTCARD_ALLOWED_HOSTS to the names that people reach the service under, "
            "separated by commas (or start with --demo)."
        )


def public_url() -> str:
    """The address that people reach the service under, without a slash at its end; or nothing."""
    return os.environ.get("FIRSTCARD_PUBLIC_URL", "").strip().rstrip("/")


def _check_public_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    secure = parts.scheme == "https" or (
        parts.scheme == "http" and host in ("localhost", "127.0.0.1", "::1")
    )
    bare = not any((parts.path, parts.query, parts.fragment, parts.username, parts.password))
    if url and not (secure and host and bare and url.isascii() and " " not in url):
        raise UnsafeSetting(
            "FIRSTCARD_PUBLIC_URL must look like https://firstcard.example.cn, with nothing after "
            "the name."
        )


def _check_messages() -> None:
    from firstcard.messages.gateways import BadSetting, gateway

    try:
        gateway(setting=os.environ.get("FIRSTCARD_MESSAGES", ""), token="", folder=None)
    except BadSetting as error:
        raise UnsafeSetting(str(error)) from error


def _check_scanner() -> None:
    from firstcard.casework.files.scanning import WrongAddress, address

    try:
        address()
    except WrongAddress as error:
        raise UnsafeSetting(str(error)) from error


def _check_inquiry() -> None:
    from firstcard.enrolment.registries import BadSetting, registry

    try:
        registry(setting=os.environ.get("FIRSTCARD_INQUIRY", ""), token="", demo=is_demo())
    except BadSetting as error:
        raise UnsafeSetting(str(error)) from error


def settings(*, demo: bool) -> dict[str, Any]:
    """Return the Django settings that depend on the mode."""
    behind_tls = os.environ.get("FIRSTCARD_BEHIND_TLS_PROXY", "") == "1"
    return {
        "DEMO": demo,
        "PUBLIC_URL": public_url(),
        "SECRET_KEY": _secret(demo=demo),
        "SECRET_KEY_FALLBACKS": _names("FIRSTCARD_OLD_SECRET_KEYS"),
        "DATA_KEYS": _data_keys(demo=demo),
        "ALLOWED_HOSTS": _names("FIRSTCARD_ALLOWED_HOSTS") or (_LOOPBACK if demo else []),
        "SESSION_COOKIE_SECURE": not demo,
        "CSRF_COOKIE_SECURE": not demo,
        "LANGUAGE_COOKIE_SECURE": not demo,
        "SECURE_HSTS_SECONDS": 0 if demo else 31_536_000,
        "SECURE_SSL_REDIRECT": behind_tls,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if behind_tls else None,
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
            "staticfiles": {"BACKEND": _PLAIN_FILES if demo else _NAMED_BY_CONTENT},
        },
        "WHITENOISE_USE_FINDERS": demo,
    }


def _secret(*, demo: bool) -> str:
    # Commands that serve nobody (migrate) need no lasting secret; `check` guards serving.
    own = os.environ.get("FIRSTCARD_SECRET_KEY", "")
    return own or (DEMO_SECRET if demo else secrets.token_urlsafe(64))


def _data_keys(*, demo: bool) -> list[str]:
    """The key that encrypts first, then those that still decrypt; without one, nothing is kept."""
    return _names("FIRSTCARD_DATA_KEY") + _names("FIRSTCARD_OLD_DATA_KEYS") or [
        DEMO_DATA_KEY if demo else secrets.token_urlsafe(64)
    ]


def _names(variable: str) -> list[str]:
    return [name.strip() for name in os.environ.get(variable, "").split(",") if name.strip()]
