"""`firstcard serve`: the database, the web server, the worker, and an eye on all of them.

One process with one thread starts them as children, starts again what dies, and stops
them in order. The children end with it however it ends (see `lifeline`).
"""

import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from firstcard.config import databases, demo_data, deployment, web, work
from firstcard.config.addresses import Addresses, AddressUnavailable
from firstcard.config.deployment import UnsafeSetting
from firstcard.config.embedded_postgres import Server
from firstcard.config.places import DatabaseUnavailable, home_from_environment

_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_STOP_SECONDS = 6.0
_LOOK_SECONDS = 1.0
_LOOK_SECONDS_AT_START = 0.03
_LONGEST_PAUSE_SECONDS = 30.0
_STEADY_SECONDS = 60.0


def run(*, host: str, port: int, demo: bool, workers: int | None) -> int:
    """Serve until stopped and return the exit code: 0 stopped, 1 refused, 2 wrong usage."""
    if demo:
        os.environ["FIRSTCARD_DEMO"] = "1"
        os.environ.setdefault("FIRSTCARD_LOG_LEVEL", "WARNING")
        os.environ.setdefault(demo_data.POPULATION, str(demo_data.USUAL))
    try:
        deployment.check()
        with Addresses(host=host, port=port) as addresses, _wakeups() as wakeup:
            return _Service(addresses=addresses, workers=workers, wakeup=wakeup).run()
    except (UnsafeSetting, AddressUnavailable) as error:
        return _refuse(error, code=2)
    except DatabaseUnavailable as error:
        return _refuse(error, code=1)


def _refuse(error: Exception, *, code: int) -> int:
    print(f"firstcard: {error}", file=sys.stderr, flush=True)
    return code


@contextmanager
def _wakeups() -> Iterator[socket.socket]:
    """Yield a socket that becomes readable when a signal arrives or a child ends."""
    reader, writer = socket.socketpair()
    reader.setblocking(False)
    writer.setblocking(False)
    before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(before)
        reader.close()
        writer.close()


class _Service:
    """The children and what is known of them."""

    def __init__(self, *, addresses: Addresses, workers: int | None, wakeup: socket.socket) -> None:
        self._addresses = addresses
        self._workers = workers or web.default_workers()
        self._wakeup = wakeup
        self._database: Server | None = None
        self._web: int | None = None
        self._web_started = 0.0
        self._work: int | None = None
        self._work_started = -_LONGEST_PAUSE_SECONDS
        self._work_pause = _LOOK_SECONDS / 2
        self._filling: int | None = None
        self._ready = False
        self._stopping = False
        self._pause = _LOOK_SECONDS
        self._not_before = 0.0

    def run(self) -> int:
        """Start, watch and stop; return the exit code."""
        self._listen_to_signals()
        try:
            self._start_database()
            while not self._stopping:
                code = self._look_after_web()
                if code is not None:
                    return code
                self._look_after_database()
                self._look_after_work()
                if self._filling is not None and _exit_code(self._filling) is not None:
                    self._filling = None
                self._wait()
            return 0
        except DatabaseUnavailable:
            if self._stopping:
                return 0
            raise
        finally:
            self._stop_children()
            if self._database is not None:
                self._database.stop()

    def _listen_to_signals(self) -> None:
        def stop(number: int, frame: object) -> None:
            self._stopping = True

        for name in _STOP_SIGNALS:
            signal.signal(name, stop)
        # A handler must be there for the end of a child to wake us.
        signal.signal(signal.SIGCHLD, lambda number, frame: None)

    def _start_database(self) -> None:
        url = databases.own_server_url()
        if url is not None:
            databases.check_own_server(url=url)
            return
        self._database = Server(home=home_from_environment())
        self._database.start(stopping=lambda: self._stopping)

    def _look_after_database(self) -> None:
        if self._database is None or time.monotonic() < self._not_before:
            return
        try:
            if self._database.revive(stopping=lambda: self._stopping):
                _say("The database had stopped and was started again.")
        except DatabaseUnavailable as error:
            # A full disk, for one, is cleared while we run: try again, the pages say 503.
            self._not_before = time.monotonic() + _LOOK_SECONDS
            _say(f"{error} It is tried again.")

    def _look_after_web(self) -> int | None:
        """Start the web server if it does not run; return a code when it cannot start."""
        if self._web is not None and (code := _exit_code(self._web)) is not None:
            self._web = None
            if not self._ready:
                return code or 1
            self._web_ended()
        if self._web is None and time.monotonic() >= self._not_before:
            self._web_started = time.monotonic()
            self._web = web.start(
                host=self._addresses.host, port=self._addresses.port, workers=self._workers
            )
        if not self._ready and self._addresses.answers():
            self._ready = True
            _welcome(self._addresses)
            self._filling = demo_data.start()
        return None

    def _web_ended(self) -> None:
        steady = time.monotonic() - self._web_started > _STEADY_SECONDS
        self._pause = _LOOK_SECONDS if steady else min(2 * self._pause, _LONGEST_PAUSE_SECONDS)
        self._not_before = time.monotonic() + (0.0 if steady else self._pause / 2)
        _say("The web server had stopped and is started again.")

    def _wait(self) -> None:
        patience = _LOOK_SECONDS if self._ready else _LOOK_SECONDS_AT_START
        if not self._stopping and select.select([self._wakeup], [], [], patience)[0]:
            self._wakeup.recv(4096)

    def _look_after_work(self) -> None:
        """Start the worker once the tables are there, and again when it ends."""
        if self._work is not None and _exit_code(self._work) is not None:
            self._work = None
            steady = time.monotonic() - self._work_started > _STEADY_SECONDS
            pause = _LOOK_SECONDS if steady else 2 * self._work_pause
            self._work_pause = min(pause, _LONGEST_PAUSE_SECONDS)
            _say("The worker had stopped and is started again.")
        rested = time.monotonic() - self._work_started > self._work_pause
        if self._work is None and self._ready and rested and not work.is_off():
            self._work_started = time.monotonic()
            self._work = work.start()

    def _stop_children(self) -> None:
        running = [
            pid for pid in (self._web, self._work, self._filling) if pid and _exit_code(pid) is None
        ]
        for pid in running:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        for pid in running:
            while _exit_code(pid) is None:
                if time.monotonic() > deadline:
                    # Their own children end with them.
                    os.kill(pid, signal.SIGKILL)
                time.sleep(0.01)


def _exit_code(pid: int) -> int | None:
    """Return the code of a child that has ended, None while it runs."""
    try:
        ended, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return 0
    return os.waitstatus_to_exitcode(status) if ended else None


def _say(line: str) -> None:
    print(f"firstcard: {line}", file=sys.stderr, flush=True)


def _welcome(addresses: Addresses) -> None:
    for url in addresses.urls():
        print(f"Firstcard is ready / 服务已启动: {url}")
    if deployment.is_demo():
        for line in demo_data.welcome():
            print(line)
    print("Stop it with Ctrl-C. / 按 Ctrl-C 停止。", flush=True)
