"""The worker: seals the audit trail, sends messages, does what is due. A child of `serve`.

Three lanes, each a thread with a connection of its own, so that a slow gateway holds up no seal.
All that waits lies in the database: whoever kills this process loses nothing (docs/adr/0013).
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from firstcard.config import beside, children, deployment
from firstcard.config.deployment import UnsafeSetting
from firstcard.config.places import (
    DatabaseUnavailable,
    checkpoints_folder,
    home_from_environment,
)

OFF = "off"
_NAME = "firstcard-work"
_PAUSE = 1.0  # seconds between two looks
_LONGEST_PAUSE = 30.0  # after failures
_STOP_SECONDS = 4.0


def is_off() -> bool:
    """Whether the operator runs the worker apart (FIRSTCARD_WORKER=off)."""
    return os.environ.get("FIRSTCARD_WORKER", "") == OFF


def start() -> int:
    """Fork the worker and return its number; call it from the main thread."""
    return children.fork(work=run, name=_NAME)


def run_apart() -> int:
    """Work beside a service that runs with FIRSTCARD_WORKER=off; the exit code, 1 or 2: refused."""
    try:
        beside.check()
    except (UnsafeSetting, DatabaseUnavailable) as error:
        print(f"firstcard: {error}", file=sys.stderr, flush=True)
        return 2 if isinstance(error, UnsafeSetting) else 1
    return run()


def run() -> int:
    """Work until stopped by a signal; the exit code: 0 stopped, 1 a lane broke down."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstcard.config.settings")
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, frame: stop.set())
    django.setup()
    lanes = [Lane(name=name, step=step, stop=stop) for name, step in _steps().items()]
    for lane in lanes:
        lane.start()
    while not stop.wait(_PAUSE):
        if not all(lane.is_alive() for lane in lanes):
            return 1
    for lane in lanes:
        lane.join(_STOP_SECONDS)
    return 0


def _steps() -> dict[str, Callable[[threading.Event], None]]:
    return {"audit": _sealing(), "messages": _sending(), "periodic": _periodic()}


def _sealing() -> Callable[[threading.Event], None]:
    from firstcard.core.sealing.sealer import Sealer

    key = os.environ.get("FIRSTCARD_AUDIT_KEY", "")
    sealer = Sealer(folder=checkpoints_folder(), key=Path(key) if key else None)

    def seal(stop: threading.Event) -> None:
        sealer.seal()

    return seal


def _sending() -> Callable[[threading.Event], None]:
    import structlog
    from django.utils import timezone

    from firstcard.messages.sending import send_next

    way = chosen_gateway(demo=deployment.is_demo())
    if way is None:
        log: Any = structlog.get_logger("firstcard.work")
        log.warning("messages wait: FIRSTCARD_MESSAGES names no gateway")

    def send(stop: threading.Event) -> None:
        while way and not stop.is_set() and send_next(gateway=way, at=timezone.now()):
            pass

    return send


def chosen_gateway(*, demo: bool) -> Any:
    """What sends messages, as the environment says. Raises gateways.BadSetting."""
    from firstcard.messages.gateways import gateway

    return gateway(
        setting=os.environ.get("FIRSTCARD_MESSAGES", ""),
        token=os.environ.get("FIRSTCARD_MESSAGES_TOKEN", ""),
        folder=home_from_environment() / "messages" if demo else None,
    )


def _periodic() -> Callable[[threading.Event], None]:
    from django.utils import timezone

    from firstcard.core import periodic

    jobs = periodic.jobs()

    def work(stop: threading.Event) -> None:
        for job in jobs:
            if not stop.is_set():
                periodic.run_due(job=job, at=timezone.now())

    return work


class Lane(threading.Thread):
    """One kind of work, done again and again until told to stop."""

    def __init__(
        self, *, name: str, step: Callable[[threading.Event], None], stop: threading.Event
    ) -> None:
        super().__init__(name=f"firstcard-{name}", daemon=True)
        self._step = step
        self._halt = stop

    def run(self) -> None:
        """Look every second; more rarely while it fails."""
        pause = _PAUSE
        while not self._halt.wait(pause):
            pause = _PAUSE if self._look() else min(2 * pause, _LONGEST_PAUSE)

    def _look(self) -> bool:
        import structlog
        from django.db import connection

        from firstcard.core.sealing.checkpoints import InUse
        from firstcard.core.sealing.keys import UnusableKey

        try:
            self._step(self._halt)
        except Exception as error:  # noqa: BLE001 - logged, and tried again for ever
            log: Any = structlog.get_logger("firstcard.work")
            # The database's own words may hold what somebody typed.
            said = str(error) if isinstance(error, (OSError, InUse, UnusableKey)) else ""
            log.error("work failed", lane=self.name, reason=type(error).__name__, said=said)
            connection.close()
            return False
        return True
