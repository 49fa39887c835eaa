"""What a family does on the pages, in the words of the journeys."""

from datetime import date, timedelta
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from firstcard.guidance.today import today

_AXE = Axe()
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Family:
    """One family in front of a browser; every page that it visits is checked."""

    def __init__(self, page: Page, address: str, lang: str, scripts: bool) -> None:
        self.page, self.address, self.lang, self.scripts = page, address, lang, scripts

    def say(self, en: str, zh: str) -> str:
        return zh if self.lang == "zh" else en

    def opens(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.finds_the_page_in_order()

    def starts(self) -> None:
        self.opens("/")
        self.presses("button.start")

    def continues(self) -> None:
        self.presses("main form button.main")

    def presses(self, control: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(control).first.click()
        self.finds_the_page_in_order()

    def chooses(self, *controls: str) -> None:
        for control in controls:
            self.page.locator(f'[id="{control}"]').check()

    def types(self, control: str, text: str) -> None:
        self.page.locator(f'[id="{control}"]').fill(text)

    def enters_the_day(self, name: str, day: date) -> None:
        for part in ("year", "month", "day"):
            self.page.locator(f'[id="{name}-{part}"]').fill(str(getattr(day, part)))

    def lives_in_zhengzhou(self) -> None:
        self.chooses("region-410100")
        self.continues()

    def had_a_child(self, *, days_ago: int) -> date:
        born = today() - timedelta(days=days_ago)
        self.enters_the_day("born_on", born)
        self.chooses("birthplace-institution", "birth_region-here")
        self.continues()
        return born

    def is_married(self, *, has: str = "birth-certificate") -> None:
        """Answers everything as a couple in Zhengzhou with a child of twenty days."""
        self.starts()
        self.lives_in_zhengzhou()
        self.had_a_child(days_ago=20)
        self.chooses("family-married")
        self.continues()
        self.chooses("follows-mother", "register_region-here")
        self.continues()
        self.chooses(f"done-{has}")
        self.continues()

    def searches(self, field: str, text: str, code: str) -> None:
        self.page.locator(f'[id="{field}-search"]').fill(text)
        with self.page.expect_navigation():
            self.page.locator(f'[id="{field}-search"]').press("Enter")
        self.finds_the_page_in_order()
        self.chooses(f"{field}-{code}")

    def sees(self, en: str, zh: str) -> None:
        assert self.say(en, zh) in self.page.locator("main").inner_text()

    def asks_for_the_plan(self) -> None:
        self.presses("a.button.main")
        assert self.page.url == f"{self.address}/plan/"

    def has_a_next_step(self) -> None:
        assert self.page.locator(".next a").inner_text()
        assert self.page.locator("ol.steps > li").count() > 0

    def finds_the_page_in_order(self) -> None:
        """No violation of axe's rules, nothing wider than the screen, no answer in the address."""
        assert urlsplit(self.page.url).query in ("", "next=%2Fapply%2F")
        if not self.scripts:  # both checks run scripts in the page
            return
        assert self.page.evaluate(_OVERFLOW) <= 0, self.page.url
        found = _AXE.run(self.page)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
