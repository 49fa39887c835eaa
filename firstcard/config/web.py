"""The web server's process: migrations, packs, then granian and its workers.

It is a child of `serve`, and the workers are its children. Each is bound to the life of
its parent: workers that outlived it would share the port with the next start, and old
and new code would answer in turn.
"""

import gc
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from firstcard.config import children, demo_data
from firstcard.config.lifeline import bound_to_this_process

# Python runs one thread at a time; a few more keep it busy while others wait for the
# database. Each thread keeps one connection.
_THREADS_PER_WORKER = 4
_MOST_WORKERS = 2
_WORKER_STOP_SECONDS = 3


def default_workers() -> int:
    """Return one worker for a small machine, two from two cores on."""
    return min(_MOST_WORKERS, len(os.sched_getaffinity(0)))


def start(*, host: str, port: int, workers: int) -> int:
    """Fork the web server's process and return its number; call it from the main thread."""
    return children.fork(work=lambda: _serve(host=host, port=port, workers=workers))


def _serve(*, host: str, port: int, workers: int) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstcard.config.settings")
    django.setup()
    _prepare_database()
    _prepare_files()
    _load_packs()
    demo_data.make_accounts()
    return _granian(_application(), host=host, port=port, workers=workers)


def _prepare_database() -> None:
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", interactive=False, verbosity=0)
    # The workers are forked from here, and must not share one connection.
    connections.close_all()


def _prepare_files() -> None:
    from django.conf import settings
    from django.core.management import call_command

    try:
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        if not settings.WHITENOISE_USE_FINDERS:
            call_command("collectstatic", interactive=False, verbosity=0)
    except OSError as error:
        print(
            f"firstcard: {settings.STATIC_ROOT} cannot be written: {error.strerror}",
            file=sys.stderr,
        )
        sys.exit(1)


def _application() -> Any:
    from firstcard.config.wsgi import application

    return application


def _load_packs() -> None:
    # Once, before the fork: errors show at the start, and the workers share the memory.
    from firstcard.guidance import packs_store
    from firstcard.policy.reading import PackError
    from firstcard.policy.store import StoreError

    try:
        packs_store.current()
        # The packs stay for good: the collector need not look at them in every worker again,
        # and what it does not touch the workers go on sharing.
        gc.freeze()
        # A plan makes thousands of small objects and keeps none: look less often.
        gc.set_threshold(50_000, 20, 20)
    except (PackError, StoreError, OSError) as error:
        print(f"firstcard: No policy pack can be used. {error}", file=sys.stderr)
        sys.exit(1)


def _granian(application: Any, *, host: str, port: int, workers: int) -> int:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    server = Granian(
        "firstcard.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=workers,
        blocking_threads=_THREADS_PER_WORKER,
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        workers_kill_timeout=_WORKER_STOP_SECONDS,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,
    )
    server.serve(target_loader=_loader(application), wrap_loader=False)
    return 0


def _loader(application: Any) -> Callable[[], Any]:
    bind = bound_to_this_process(on_death=signal.SIGKILL)

    def load() -> Any:
        # In the worker, before it takes its first request.
        bind()
        return application

    return load
