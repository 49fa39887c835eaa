"""The plan's page: time on the server from request to reply, and what a browser loads first.

Targets: at most 60 ms (median) for a newborn's page, and at most 100 KB for the first load, with
style, script and icon. The floor is one plan without a page: the page makes several, one for each
choice and each last day that it compares.
"""

# ruff: noqa: E402  (the settings are named before what reads them is imported)
from __future__ import annotations

import gc
import gzip
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstcard.config.settings")
os.environ.setdefault("FIRSTCARD_DEMO", "1")
_HOME = tempfile.TemporaryDirectory(prefix="firstcard-bench-")
os.environ["FIRSTCARD_HOME"] = _HOME.name
(Path(_HOME.name) / "static").mkdir()

import django

django.setup()

from django.conf import settings
from django.test import Client

from firstcard.config import deployment
from firstcard.core import views as core_views
from firstcard.guidance.forms import kept
from firstcard.guidance.planning import plan_for
from firstcard.guidance.today import today
from firstcard.guidance.views import frame

STATIC = Path(core_views.__file__).resolve().parent / "static" / "core"
FIRST_LOAD = ("firstcard.css", "plan.css", "firstcard.js", "icon.svg")
TIMES = 40
AT_MOST_MS, AT_MOST_KB = 60, 100
AGES = {"20 days old": (20, "1"), "85 days old": (85, "1"), "100 days old, late": (100, "1"),
        "twins of 20 days": (20, "2"), "triplets of 20 days": (20, "3")}  # fmt: skip


def main() -> int:
    """Measure, print, and tell by the exit code whether the targets are met."""
    logging.disable(logging.INFO)
    for name, value in deployment.settings(demo=True).items():
        setattr(settings, name, value)
    rules = frame.book()
    gc.freeze()  # as the service does once its packs are loaded, and the next line too
    gc.set_threshold(50_000, 20, 20)
    met = True
    for name, (age, children) in AGES.items():
        client = _family(age, children)
        told = kept.load(client.session)
        data = told.situation(on=today())
        page = client.get("/plan/").content
        floor = _median(partial(plan_for, book=rules, data=data, on=today()))
        median = _median(partial(client.get, "/plan/"))
        own = _median(partial(client.get, "/plan/"), time.process_time)
        sent = len(gzip.compress(page)) / 1024
        load = sent + _files() / 1024
        met &= (median <= AT_MOST_MS or children != "1") and load <= AT_MOST_KB
        print(f"{name}: median {median:.1f} ms, {own:.1f} ms of the processor; one plan "
              f"{floor:.2f} ms; ratio {median / floor:.0f}")  # fmt: skip
        print(f"  page {len(page) / 1024:.0f} KB, sent {sent:.1f} KB; first load {load:.1f} KB")
    print(f"at most {AT_MOST_MS} ms for one child and {AT_MOST_KB} KB: "
          f"{'met' if met else 'NOT MET'}")  # fmt: skip
    return 0 if met else 1


def _family(age: int, children: str) -> Client:
    """A married couple in Zhengzhou who have the birth certificate, with its answers told."""
    client, born = Client(HTTP_HOST="localhost"), today() - timedelta(age)
    day = {f"born_on-{part}": str(getattr(born, part)) for part in ("year", "month", "day")}
    for question, form in {
            "place": {"region": "410100"},
            "birth": {**day, "birthplace": "institution", "birth_region": "here"},
            "family": {"family": "married"},
            "register": {"follows": "mother", "register_region": "here"},
            "done": {"done": ["birth-certificate"]}}.items():  # fmt: skip
        assert client.post(f"/check/{question}/", form).status_code == 302, question
    if children != "1":
        unsure = dict.fromkeys(("groups", "acts_through", "guardian_is_householder",
                                "prefer.office", "prefer.channel"), "unknown")  # fmt: skip
        form = {"children-number": children, **unsure}
        assert client.post("/plan/adjust/", form).status_code == 302
    return client


def _files() -> int:
    return sum(len(gzip.compress((STATIC / name).read_bytes())) for name in FIRST_LOAD)


def _median(work: Callable[[], object],
            clock: Callable[[], float] = time.perf_counter) -> float:  # fmt: skip
    """Milliseconds, the middle of many times."""
    work()
    times = []
    for _ in range(TIMES):
        began = clock()
        work()
        times.append((clock() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
