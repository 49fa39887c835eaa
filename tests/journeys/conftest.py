"""A browser and the pages for it: both languages, two widths, scripts on and off."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from family import Family
from playwright.sync_api import Browser, sync_playwright
from serving import pages

_OWN = Path(__file__).resolve().parents[2] / ".venv" / "browser" / "chromium"
_SEEN = [(lang, width, scripts) for lang in ("zh", "en") for width in (360, 1280)
         for scripts in (True, False)]  # fmt: skip


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


def _named(seen: tuple[str, int, bool]) -> str:
    lang, width, scripts = seen
    return f"{lang}-{width}-{'js' if scripts else 'no-js'}"


@pytest.fixture(params=_SEEN, ids=_named)
def family(request: pytest.FixtureRequest, address: str, browser: Browser) -> Iterator[Family]:
    """One family's browser in one language, at one width, with or without scripts."""
    lang, width, scripts = request.param
    context = browser.new_context(viewport={"width": width, "height": 800},
                                  locale="zh-CN" if lang == "zh" else "en-GB",
                                  java_script_enabled=scripts)  # fmt: skip
    context.set_default_timeout(10_000)
    yield Family(context.new_page(), address, lang, scripts)
    context.close()
