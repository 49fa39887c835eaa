"""What a demonstration begins with: accounts that everybody knows, and made-up families.

The families are put in by a child of `serve` once pages answer, so that nobody waits for them.
"""

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

from firstcard.accounts.demo_logins import FAMILY, PASSWORD, STAFF
from firstcard.config import children, databases, deployment
from firstcard.config.deployment import UnsafeSetting
from firstcard.config.embedded_postgres import is_running
from firstcard.config.places import DatabaseUnavailable, home_from_environment

POPULATION = "FIRSTCARD_POPULATION"
USUAL = 120
_NAME = "firstcard-demo"


def number() -> int:
    """How many made-up applications the environment asks for; 0 outside demo mode."""
    asked = os.environ.get(POPULATION, "")
    return int(asked) if deployment.is_demo() and asked.isascii() and asked.isdigit() else 0


def make_accounts() -> None:
    """The demo accounts, in demo mode; leaves no connection open behind it."""
    if not deployment.is_demo():
        return
    from django.db import connections
    from django.utils import timezone

    from firstcard.accounts import demo
    from firstcard.casework.population.staff import demo_desks

    demo.make(at=timezone.now(), offices=demo_desks())
    connections.close_all()


def start() -> int | None:
    """Fork the child that puts the families in; None where none are asked for."""
    return children.fork(work=fill, name=_NAME) if number() else None


def fill() -> int:
    """Put the families in and say so, the first time; the exit code."""
    _set_up()
    made = _made(number())
    if made.new:
        print(f"Made-up families: {made.new} applications at every stage are ready.")
        print(f"已备好 {made.new} 个虚构家庭的申请，涵盖各个办理阶段。", flush=True)
    return 0


def run_apart(*, number: int) -> int:
    """The same beside a running service; the exit code, 1 or 2: refused."""
    try:
        set_up_beside()
    except (UnsafeSetting, DatabaseUnavailable) as error:
        print(f"firstcard: {error}", file=sys.stderr, flush=True)
        return 2 if isinstance(error, UnsafeSetting) else 1
    made = _with_bar(number)
    print(f"{made.new} new, {made.known} there already. / 新增 {made.new}，已有 {made.known}。")
    return 0


def set_up_beside() -> None:
    """Django beside a running demonstration. Raises UnsafeSetting, DatabaseUnavailable."""
    if not deployment.is_demo():
        raise UnsafeSetting("Made-up families are for demonstrations only (FIRSTCARD_DEMO=1).")
    if databases.own_server_url() is None and not is_running(home=home_from_environment()):
        raise DatabaseUnavailable("The service does not run: start `firstcard serve` first.")
    _set_up()


def welcome() -> Iterator[str]:
    """How to sign in to a demonstration."""
    yield "Demo mode: for trying out only; every family is made up."
    yield "演示模式：仅供试用，所有家庭均为虚构。"
    yield f"  Family / 家庭: {FAMILY}; the page shows the code. / 验证码显示在页面上。"
    yield f"  Staff / 工作人员: {', '.join(login for login, _, _ in STAFF)}"
    yield f"    password / 密码: {PASSWORD}"
    yield "    second factor / 动态码: shown on the sign-in page. / 显示在登录页面上。"


def _set_up() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstcard.config.settings")
    django.setup()


def _made(number: int, told: Callable[[int], None] = lambda done: None) -> Any:
    from django.utils import timezone

    from firstcard.casework import population

    return population.make(number=number, at=timezone.now(), told=told)


def _with_bar(number: int) -> Any:
    """With a bar on a terminal that shows how far it is; elsewhere none is drawn."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TimeRemainingColumn())  # fmt: skip
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("families / 家庭", total=number)
        return _made(number, lambda done: progress.advance(task, done))
