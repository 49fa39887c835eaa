"""Puts applications that are ready to be handed in into a running service, and programs' keys.

    python prepared.py READY EMPTY

A process of its own with the service's environment. One line of JSON for each family: its key
for the API, the session of its browser, its number, and the reference of its application, "" for
the last EMPTY ones, which have none yet.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from processes import SOURCE
from services import Service, environment

sys.path[:0] = [str(SOURCE / "tests")]

FIRST_TELEPHONE = 13_800_100_000
# As if it were always day: at night messages wait for the morning.
ALWAYS_DAY = """
CREATE FUNCTION by_day() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN NEW.urgent := true; NEW.not_before := NEW.created_at; RETURN NEW; END';
CREATE TRIGGER by_day BEFORE INSERT ON messages_message
  FOR EACH ROW EXECUTE FUNCTION by_day();
"""


def families(ready: int, empty: int) -> Iterator[dict[str, Any]]:
    import cases
    import signed_in
    from django.utils import timezone

    from firstcard.accounts import demo, signing, tokens
    from firstcard.core.actors import SERVICE

    for number in range(ready + empty):
        at = timezone.now()
        account = demo.family(telephone=str(FIRST_TELEPHONE + number), at=at)
        key = tokens.make(by=SERVICE, account=account, name="test", days=1, at=at)
        by, reference = signing.actor_of(account, at=at), ""
        assert by is not None
        if number < ready:
            child = cases.newborn(number + 1)
            reference = cases.filled(by, number=number + 1, at=at, **child).reference
        session = signed_in.session_of(account)
        yield {"key": key, "session": session, "reference": reference, "number": number + 1}


def into(service: Service, *, ready: int, empty: int) -> list[dict[str, Any]]:
    """The families, put into a service that runs."""
    more = {"FIRSTCARD_DEMO": "1", "DJANGO_SETTINGS_MODULE": "firstcard.config.settings",
            "PYTHONPATH": str(SOURCE)}  # fmt: skip
    done = subprocess.run(
        [sys.executable, __file__, str(ready), str(empty)], cwd=SOURCE, check=True,
        env=environment(service.home, **more), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def main() -> None:
    import django

    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(ALWAYS_DAY)
    for each in families(int(sys.argv[1]), int(sys.argv[2])):
        print(json.dumps(each))


if __name__ == "__main__":
    main()
