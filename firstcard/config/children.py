"""Children of `serve`: forked from its main thread, bound to its life, deaf to Ctrl-C."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

from firstcard.config.lifeline import bound_to_this_process

_PR_SET_NAME = 15


def fork(*, work: Callable[[], int], name: str = "") -> int:
    """Fork a child that works and ends with the code returned; returns its number.

    `name` (up to 15 characters): how `ps` and `top` call it. Call it from the main thread.
    """
    bind = bound_to_this_process(on_death=signal.SIGKILL)
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        bind()
        _forget_the_parents_signals()
        # A session of its own: Ctrl-C reaches `serve` alone, which stops this in order.
        os.setsid()
        if name:
            ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)
        code = work()
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:  # noqa: BLE001 - a fork must never return into the caller
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _forget_the_parents_signals() -> None:
    signal.set_wakeup_fd(-1)
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(name, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
