"""Whole lives through the operations: born, insured, the card made, handed out, and it works.

A life is what `firstcard demo` tells: an application with all its papers, its photo and signature,
examined and approved; the premium; the card in a batch, made, sent, scanned, collected; both
functions, the account and the passwords. Each step is the operation that pages and programs call,
in a durable transaction of its own, with history, audit and messages. Papers and photo were opened
and checked before (the same pictures for all), as accounts and made-up people were.

Two processes, one for each core, each warm by one life that is not counted; cards go to the centre
in batches of `TOGETHER`. Target: at least 30 lives a second. The floor, measured in the same run by
as many processes: durable transactions of three rows. `--profile` shows where one process's time
goes.
"""

from __future__ import annotations

import cProfile
import multiprocessing
import os
import pstats
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

PROCESSES = 2
TOGETHER = 25  # lives whose cards go in one batch
GROUPS = 1  # for each process and round
ROUNDS = 3
FLOOR_SECONDS = 3.0
TARGET = 30.0
FIRST_TELEPHONE = 13_800_400_000
_MOST_SECONDS = 300.0  # one that has died keeps the others no longer
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_MINUTES = timedelta(minutes=20)


def main() -> int:
    """Measure, print, and tell by the exit code whether the target is met."""
    with tempfile.TemporaryDirectory(prefix="firstcard-bench-") as home, _service(Path(home)):
        groups = _prepared(max(3, PROCESSES * GROUPS * ROUNDS))
        if "--profile" in sys.argv:
            return _profiled(groups)
        shares = [[next(groups) for _ in range(GROUPS)] for _ in range(PROCESSES * ROUNDS)]
        rounds = iter(shares)
        found = []
        for _ in range(ROUNDS):
            floor = _rate([_floor] * PROCESSES)
            found.append((_rate([_lives_of(next(rounds)) for _ in range(PROCESSES)]), floor))
        return _said(found)


def _said(found: Sequence[tuple[dict[str, float], dict[str, float]]]) -> int:
    lives = [each["count"] / each["seconds"] for each, _ in found]
    floors = [each["count"] / each["seconds"] for _, each in found]
    steps = found[0][0]["transactions"] / found[0][0]["count"]
    share = statistics.median(n * steps / f for n, f in zip(lives, floors, strict=True))
    busy = statistics.median(each["processor"] / each["seconds"] / PROCESSES for each, _ in found)
    rate = statistics.median(lives)
    print(
        f"whole lives          {PROCESSES} processes {rate:7.1f}/s  ({min(lives):.1f} to "
        f"{max(lives):.1f}); at least {TARGET:.0f}: {'met' if rate >= TARGET else 'NOT MET'}"
    )
    print(
        f"three rows, durable  {PROCESSES} processes {statistics.median(floors):7.1f}/s  "
        f"({min(floors):.1f} to {max(floors):.1f})"
    )
    print(f"a life has {steps:.1f} transactions: they come at {share:.1%} of the floor's rate; "
          f"these processes had a processor for {busy:.0%} of the time")  # fmt: skip
    return 0 if rate >= TARGET else 1


Group = list[tuple[Any, Any]]  # the family, and whose account it is
# Waits until all are warm; how many of what was done, and in how many transactions.
Work = Callable[[Callable[[], object]], tuple[int, int]]


def _lives_of(groups: Sequence[Group]) -> Work:
    def work(ready: Callable[[], object]) -> tuple[int, int]:
        # Here and not before the fork: what makes PDFs has threads, which a fork leaves behind.
        _live([groups[0].pop()])
        counted = [0]
        ready()
        with _counting(counted):
            for group in groups:
                _live(group)
        return sum(map(len, groups)), counted[0]

    return work


@contextmanager
def _counting(counted: list[int]) -> Iterator[None]:
    """How many transactions end."""
    from django.db import connections

    connection: Any = connections["default"]
    plain = connection._commit

    def commit() -> None:
        counted[0] += 1
        plain()

    connection._commit = commit
    yield
    del connection._commit


def _floor(ready: Callable[[], object]) -> tuple[int, int]:
    from django.db import connection, transaction

    connection.ensure_connection()
    ready()

    done, until = 0, time.perf_counter() + FLOOR_SECONDS
    while time.perf_counter() < until:
        with transaction.atomic(), connection.cursor() as cursor:
            for _ in range(3):
                cursor.execute("INSERT INTO bench_row (number, said) VALUES (%s, 'row')", [done])
        done += 1
    return done, done


def _live(group: Group) -> None:
    """From the birth to the card that works, one group of families."""
    from firstcard.casework.population import batches
    from firstcard.casework.population.cards import CardWay

    people, begun, now = _WORLD["people"], _WORLD["begun"], _WORLD["now"]
    ways = [_applied(family, by, begun) for family, by in group]
    sent = max(way.at for way in ways) + _HOUR
    batch = _sent(ways, sent)
    batches.result(batch=batch, ways=ways, people=people, at=sent + 9 * _DAY, stray=False)
    batches.dispatch(ways=ways, people=people, at=sent + 10 * _DAY, now=now)
    steps = ((_DAY, CardWay.arrive), (_DAY, CardWay.collect), (_MINUTES, CardWay.enable_at_centre),
             (_DAY, CardWay.bank_side))  # fmt: skip
    for way in ways:
        way.go(steps)
        assert (way.card.social_security, way.card.bank) == ("on", "on")


def _applied(family: Any, by: Any, begun: datetime) -> Any:
    from firstcard.cards.models import Card
    from firstcard.casework.operations import start
    from firstcard.casework.population.cards import CardWay, Path
    from firstcard.casework.population.stages import Way

    people, now = _WORLD["people"], _WORLD["now"]
    case = start(by=by, key="life", want=("insured", "card"), region=family.region, language="zh",
                 situation=family.draft.situation, at=begun)  # fmt: skip
    way = Way(case=case, family=family, by=by, people=people, pictures=_WORLD["pictures"],
              at=begun, now=now, brisk=True)  # fmt: skip
    for step in (Way.hand_in, Way.accept, Way.approve, Way.pay):
        step(way)
    card = Card.objects.select_related("centre", "office").get(case=case.reference)
    return CardWay(card=card, family=family, by=by, people=people, path=Path(), picture=b"",
                   at=card.ordered_at, now=now)  # fmt: skip


def _sent(ways: Sequence[Any], at: datetime) -> Any:
    from firstcard.cards.operations import batching
    from firstcard.casework.population import batches

    by = _WORLD["people"].centre
    batch = batching.send(centre=ways[0].card.centre, by=by, at=at, only=[w.card for w in ways])
    batching.start(batch=batch, by=by, at=at + _HOUR)
    batches.come_to(ways, at + _HOUR)
    return batch


_WORLD: dict[str, Any] = {}


def _prepared(groups: int) -> Iterator[Group]:
    """Families and their accounts, opened pictures, staff; none of it is measured."""
    from django.db import connection
    from django.utils import timezone

    from firstcard.accounts import demo
    from firstcard.casework.draft import Delivery
    from firstcard.casework.population.families import Maker
    from firstcard.casework.population.pictures import paper, portrait
    from firstcard.casework.population.staff import actor, staff
    from firstcard.casework.population.stages import Pictures

    now = timezone.now()
    begun = now - 40 * _DAY
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_row (id bigserial PRIMARY KEY, number int, said text)")
    _WORLD.update(now=now, begun=begun, people=staff(at=now),
                  pictures=Pictures(draw=paper, portrait=portrait))  # fmt: skip
    maker, chosen = Maker(seed=7), Delivery("office", "示例网点（虚构）")
    made = []
    for number in range(groups * TOGETHER):
        family = maker.family(number, on=begun.date(), kind="married", card=chosen)
        account = demo.family(telephone=str(FIRST_TELEPHONE + number), at=now)
        made.append((family, actor(account, at=now)))
    return iter([made[n * TOGETHER : (n + 1) * TOGETHER] for n in range(groups)])


def _rate(works: Sequence[Work]) -> dict[str, float]:
    """All at once, each in a process of its own: sums, and the time until the last was done."""
    found, seconds = _apart(works)
    return {"count": sum(each[0] for each in found), "seconds": seconds,
            "transactions": sum(each[1] for each in found),
            "processor": sum(each[2] for each in found)}  # fmt: skip


def _apart(works: Sequence[Work]) -> tuple[list[tuple[int, int, float]], float]:
    """What each did, and how long all took from the moment when the last was ready."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    pipes, together = [context.Pipe() for _ in works], context.Barrier(len(works) + 1)
    children = [context.Process(target=_child, args=(work, theirs, together))
                for work, (_, theirs) in zip(works, pipes, strict=True)]  # fmt: skip
    for child in children:
        child.start()
    for _, theirs in pipes:
        theirs.close()
    together.wait(timeout=_MOST_SECONDS)
    begun = time.perf_counter()
    found = [ours.recv() for ours, _ in pipes]
    seconds = time.perf_counter() - begun
    for child in children:
        child.join()
    return found, seconds


def _child(work: Work, to: Any, together: Any) -> None:
    before = 0.0

    def ready() -> None:
        nonlocal before
        together.wait(timeout=_MOST_SECONDS)
        before = time.process_time()

    count, transactions = work(ready)
    to.send((count, transactions, time.process_time() - before))


def _profiled(groups: Iterator[Group]) -> int:
    next(groups)
    profile, begun = cProfile.Profile(), time.perf_counter()
    group = next(groups)
    _live(group)
    plain = time.perf_counter() - begun
    profile.enable()
    _live(next(groups))
    profile.disable()
    print(f"one process, no profile: {len(group) / plain:.1f} lives/s")
    pstats.Stats(profile).sort_stats("cumulative").print_stats(90)
    return 0


@contextmanager
def _service(home: Path) -> Iterator[None]:
    """The service's settings and an embedded database of their own, migrated."""
    os.environ.update(FIRSTCARD_HOME=str(home), FIRSTCARD_DEMO="1", FIRSTCARD_LOG_LEVEL="ERROR",
                      DJANGO_SETTINGS_MODULE="bench._settings")  # fmt: skip
    from firstcard.config.embedded_postgres import Server, connection_settings, destroy

    with Server(home=home):
        import django
        from django.db import connections

        django.setup()
        connections["default"].settings_dict.update(connection_settings(home=home))
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield
        connections.close_all()
    destroy(home=home)


if __name__ == "__main__":
    sys.exit(main())
