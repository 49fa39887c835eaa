"""A browser and the pages for it: both languages, two widths, scripts on and off."""

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from django.db import connections
from family import Family
from playwright.sync_api import Browser, sync_playwright
from serving import pages

# The browser's own loop runs in this thread; no test here is asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
_OWN = Path(__file__).resolve().parents[2] / ".venv" / "browser" / "chromium"
# Two that differ in everything; the other six are seen in full runs.
_FEW = [("zh", 360, True), ("en", 1280, False)]
_OTHERS = [each for each in product(("zh", "en"), (360, 1280), (True, False)) if each not in _FEW]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with pages() as base:
        yield base


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = os.environ.get("FIRSTCARD_CHROMIUM") or str(_OWN)
    if not Path(program).exists():
        pytest.fail("no browser here: script/browser makes one")
    with sync_playwright() as playwright:
        # The pages under test are our own, and root has no sandbox.
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def database(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' database for the threads of the server, each of which lets go of it."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)


def _named(seen: tuple[str, int, bool]) -> str:
    lang, width, scripts = seen
    return f"{lang}-{width}-{'js' if scripts else 'no-js'}"


@pytest.fixture(params=[*_FEW, *(pytest.param(each, marks=pytest.mark.full)
                                  for each in _OTHERS)], ids=_named)  # fmt: skip
def family(request: pytest.FixtureRequest, address: str, browser: Browser) -> Iterator[Family]:
    """One family's browser in one language, at one width, with or without scripts."""
    lang, width, scripts = request.param
    context = browser.new_context(viewport={"width": width, "height": 800},
                                  locale="zh-CN" if lang == "zh" else "en-GB",
                                  java_script_enabled=scripts)  # fmt: skip
    context.set_default_timeout(10_000)
    yield Family(context.new_page(), address, lang, scripts)
    context.close()
