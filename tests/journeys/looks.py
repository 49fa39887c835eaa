"""In which looks pages are seen, and what must hold of a page in each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product

import every_page
import signed_in
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from firstcard.accounts.models import Account
from firstcard.guidance.today import today

_AXE = Axe()
WIDTHS = (320, 360, 768, 1280)
# Seen with every answer folded out. `target` and `text` are the least sizes in pixels, `line` the
# least distance of lines as a multiple of the size of their text.
_FAULTS = """([target, text, line]) => {
  const name = e => e.outerHTML.slice(0, 110);
  const size = e => parseFloat(getComputedStyle(e).fontSize);
  const seen = e => e.getClientRects().length && !e.closest('.hidden, .skip');
  const all = [...document.querySelectorAll('body *')].filter(seen);
  const touched = all.filter(e => e.matches('a, button, summary, input, select, textarea') &&
    getComputedStyle(e).display !== 'inline');
  const spoken = all.filter(e => !(e instanceof SVGElement) &&
    [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
  return {
    wide: Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
    small: touched.filter(e => { const r = e.getBoundingClientRect();
      return r.width < target - .5 || r.height < target - .5; }).map(name),
    tiny: spoken.filter(e => size(e) < text - .05).map(name),
    cut: [...document.querySelectorAll('svg text')].filter(e => {
      const r = e.getBoundingClientRect(), s = e.ownerSVGElement.getBoundingClientRect();
      return r.width && (r.left < s.left - 1 || r.right > s.right + 1 || r.bottom > s.bottom + 1 ||
        size(e) * e.getScreenCTM().a < text - .05); }).map(name),
    tight: spoken.filter(e => parseFloat(getComputedStyle(e).lineHeight) / size(e) < line - .01)
      .map(name),
  };
}"""
_UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true; })"


@dataclass(frozen=True)
class Look:
    """One way of looking at the pages."""

    width: int
    lang: str
    scheme: str
    large: bool

    def __str__(self) -> str:
        return f"{self.width}-{self.lang}-{self.scheme}-{'large' if self.large else 'usual'}"


# Every pair of values occurs: eight looks stand for the 32 there are.
PAIRS = tuple(Look(*each) for each in (
    (320, "zh", "light", True), (320, "en", "dark", False), (360, "zh", "dark", False),
    (360, "en", "light", True), (768, "zh", "light", False), (768, "en", "dark", True),
    (1280, "zh", "dark", True), (1280, "en", "light", False)))  # fmt: skip
# Two that differ in everything: the looks of every run. The rest is seen in full runs.
FEW = (PAIRS[0], Look(1280, "en", "dark", False))
OTHERS = tuple(look for each in product(WIDTHS, ("zh", "en"), ("light", "dark"), (True, False))
               if (look := Look(*each)) not in FEW)  # fmt: skip


@contextmanager
def seen(browser: Browser, address: str, look: Look, *, answered: bool = True,
         scripts: bool = True) -> Iterator[Page]:  # fmt: skip
    """A page of a browser with that look; `answered`: of a family that answered every question."""
    context = browser.new_context(viewport={"width": look.width, "height": 800},
                                  color_scheme=look.scheme, java_script_enabled=scripts,
                                  reduced_motion="reduce")  # type: ignore[arg-type]  # fmt: skip
    context.set_default_timeout(15_000)
    _remember(context, address, look, answered)
    yield context.new_page()
    context.close()


@contextmanager
def signed_in_as(who: Account, browser: Browser, address: str, look: Look, *,
                 scripts: bool = True) -> Iterator[Page]:  # fmt: skip
    """A browser of its own in which an account is signed in."""
    lang = "zh-hans" if look.lang == "zh" else "en"
    client = signed_in.client_of(who, lang=lang)
    context = browser.new_context(viewport={"width": look.width, "height": 800},
                                  color_scheme=look.scheme, java_script_enabled=scripts,
                                  reduced_motion="reduce")  # type: ignore[arg-type]  # fmt: skip
    context.set_default_timeout(15_000)
    cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": lang,
               "large": "on" if look.large else "off"}  # fmt: skip
    context.add_cookies([{"name": name, "value": value, "url": address}
                         for name, value in cookies.items()])  # fmt: skip
    yield context.new_page()
    context.close()


def _remember(context: BrowserContext, address: str, look: Look, answered: bool) -> None:
    cookies = {"django_language": "zh-hans" if look.lang == "zh" else "en",
               "large": "on" if look.large else "off"}  # fmt: skip
    if answered:
        client = every_page.family(Client(HTTP_HOST="127.0.0.1"), on=today())
        cookies["sessionid"] = client.cookies["sessionid"].value
    context.add_cookies([{"name": name, "value": value, "url": address}
                         for name, value in cookies.items()])  # fmt: skip


def is_in_order(page: Page, look: Look) -> None:
    """Nothing wider than the screen, nothing too small, no violation of axe's rules.

    Also with text twice as large, and with everything folded out.
    """
    page.evaluate(_UNFOLD)
    least = [60, 18, 1.5] if look.large else [44, 15, 1.3]
    nothing = {"wide": 0, "small": [], "tiny": [], "cut": [], "tight": []}
    assert page.evaluate(_FAULTS, least) == nothing, page.url
    found = _AXE.run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    page.evaluate(f"document.documentElement.style.fontSize = '{250 if look.large else 200}%'")
    assert page.evaluate(_FAULTS, least)["wide"] == 0, f"{page.url} at 200 %"
