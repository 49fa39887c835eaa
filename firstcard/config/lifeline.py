"""Bind a process to the life of its parent (Linux, prctl(2)).

The kernel sends the signal when the *thread* that forked the child ends, so children
are started from the main thread, which lives as long as its process.
"""

import ctypes
import os
import signal
import threading
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_ORPHANED = 87


class NotMainThread(RuntimeError):
    """A child bound to its parent was to be started from a thread that may end earlier."""


def bound_to_this_process(*, on_death: signal.Signals) -> Callable[[], None]:
    """Return what a child runs right after the fork, so that it dies with this process.

    Raises NotMainThread when called from any other thread.
    """
    if threading.current_thread() is not threading.main_thread():
        raise NotMainThread("start it from the main thread")
    parent = os.getpid()
    # Loaded before the fork: the child should do as little as it can.
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    number = int(on_death)

    def bind() -> None:
        # The parent may have died between the fork and prctl: then no signal ever comes.
        if prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0) != 0 or os.getppid() != parent:
            os._exit(_ORPHANED)

    return bind
