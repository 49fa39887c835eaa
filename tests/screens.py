"""The pictures of the chief pages for docs/screens.md: a family of today, made by script/screens.

Each picture holds the first two screens of its page, with a palette, so that it stays small.
"""

import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import cv2
import every_page
import numpy as np
import poppler
from playwright.sync_api import Browser, Page, sync_playwright

from firstcard.accounts.demo_logins import FAMILY, PASSWORD
from firstcard.guidance.today import today

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "screens"
LARGEST = 80_000  # bytes of one picture
_PHONE, _DESK = (360, 760), (1280, 800)
# Of a family that answered every question: file, language, screen, page.
SCREENS = (
    ("answer", "en", _PHONE, "/answers/late/"),
    ("plan-phone", "zh", _PHONE, "/plan/"),
    ("plan", "en", _DESK, "/plan/"),
    ("kept", "zh", _PHONE, "/kept/"),
    ("policy", "en", _DESK, "/policy/cn-4101/documents/enrolment/"),
    ("graph", "zh", _DESK, "/policy/cn-4101/documents/birth-registration/graph/"),
)
# Of who is signed in: file, language, screen, login or telephone, page, whose link is followed.
# Each of the staff once: a second factor is taken once.
SIGNED_IN = (
    ("case", "zh", _PHONE, FAMILY, "/cases/", "已受理|已提交"),
    ("card", "en", _PHONE, FAMILY, "/cards/", "Being made"),
    ("worklist", "zh", _DESK, "clerk-zz", "/desk/", ""),
    ("desk-case", "en", _DESK, "reviewer-zz", "/desk/?state=accepted", "FC-"),
    ("figures", "en", _DESK, "officer-zz", "/desk/figures/", ""),
    ("batches", "zh", _DESK, "card-centre-zz", "/desk/cards/centres/", ""),
)
_CODE = re.compile(r"\b\d{6}\b")


def main() -> None:
    """Write every picture; its size in bytes is printed."""
    FOLDER.mkdir(exist_ok=True)
    with _service() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["FIRSTCARD_CHROMIUM"],
                                             args=["--no-sandbox"])  # fmt: skip
        page = _page(browser, "zh", _PHONE)
        page.goto(address)
        _write("start", _top(page, _PHONE))
        for name, lang, screen, path in SCREENS:
            page = _family(_page(browser, lang, screen), address)
            if path == "/kept/":
                page.goto(f"{address}/plan/")
                _press(page, 'form[action="/plan/keep/"] button')
            page.goto(address + path)
            _write(name, _top(page, screen))
        page = _family(_page(browser, "zh", _PHONE), address)
        _write_signed_in(browser, address)
        paper = page.request.get(f"{address}/plan/plan.pdf").body()
        _write("paper", poppler.pages(paper, dots_per_inch=90)[0])
        browser.close()


@contextmanager
def _service() -> Iterator[str]:
    """The service in demo mode with a home of its own; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        command = [str(Path(sys.executable).with_name("firstcard")), "serve", "--demo",
                   "--port", str(port)]  # fmt: skip
        environ = os.environ | {"FIRSTCARD_HOME": home, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE,
                              text=True) as serving:  # fmt: skip
            try:
                assert serving.stdout
                said = re.search(r"http://\S+", serving.stdout.readline())
                assert said, "the service did not start"
                for line in serving.stdout:
                    if "虚构家庭的申请" in line:  # the last that it says of itself
                        break
                yield said[0].rstrip("/")
            finally:
                serving.terminate()


def _page(browser: Browser, lang: str, screen: tuple[int, int]) -> Page:
    width, height = screen
    return browser.new_context(viewport={"width": width, "height": height},
                               locale="zh-CN" if lang == "zh" else "en-GB").new_page()  # fmt: skip


def _family(page: Page, address: str) -> Page:
    """The same page, after a family answered every question on it."""
    for question, form in every_page.answers(born=today() - timedelta(days=20)).items():
        page.goto(f"{address}/check/{question}/")
        for name, value in form.items():
            _answer(page, name, value)
        _press(page, "main form button.main")
    return page


def _write_signed_in(browser: Browser, address: str) -> None:
    for name, lang, screen, login, path, link in SIGNED_IN:
        page = _page(browser, lang, screen)
        _sign_in(page, address, login)
        page.goto(address + path)
        if link:
            row = page.locator("main li, main tr").filter(has_text=re.compile(link))
            with page.expect_navigation():
                row.locator("a").first.click()
        _write(name, _top(page, screen))


def _sign_in(page: Page, address: str, login: str) -> None:
    """As a family by telephone, else as staff; a demonstration shows the codes."""
    staff = not login.isdigit()
    page.goto(address + ("/sign-in/staff/" if staff else "/sign-in/"))
    code = _CODE.search(page.locator("main").inner_text()) if staff else None
    if staff:
        page.locator('input[name="login"]').fill(login)
        page.locator('input[name="password"]').fill(PASSWORD)
    else:
        page.locator('input[name="telephone"]').fill(login)
        _press(page, "main form button.main")
        code = _CODE.search(page.locator("main").inner_text())
    assert code
    page.locator('input[name="code"]').fill(code[0])
    _press(page, "main form button.main")


def _answer(page: Page, name: str, value: str | list[str]) -> None:
    for each in [value] if isinstance(value, str) else value:
        choice = page.locator(f'input[name="{name}"][value="{each}"]')
        if choice.count():
            choice.check()
        elif page.locator(f'[id="{name}-search"]').count():
            page.locator(f'[id="{name}-search"]').fill(each)
            _press(page, "main form button.main")
            choice.check()
        else:
            page.locator(f'input[name="{name}"]').fill(each)


def _press(page: Page, control: str) -> None:
    with page.expect_navigation():
        page.locator(control).first.click()


def _top(page: Page, screen: tuple[int, int]) -> np.ndarray:
    """The first two screens: rows of blue, green, red."""
    width, height = screen
    whole = page.evaluate("document.documentElement.scrollHeight")
    taken = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": width,
                                                  "height": min(whole, 2 * height)})  # fmt: skip
    picture = cv2.imdecode(np.frombuffer(taken, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture


def _write(name: str, picture: np.ndarray) -> None:
    """As PNG, with as many colours as its size allows."""
    for colours in (128, 64, 32, 16):
        png = _png(picture[:, :, ::-1], colours)
        if len(png) <= LARGEST:
            break
    else:
        sys.exit(f"{name} is larger than {LARGEST} bytes")
    (FOLDER / f"{name}.png").write_bytes(png)
    print(f"{len(png):6} {name}.png, {colours} colours")


def _png(picture: np.ndarray, colours: int) -> bytes:
    """A PNG file whose palette has the commonest colours, the rest drawn in the nearest of them."""
    height, width, _ = picture.shape
    found, where, count = np.unique(picture.reshape(-1, 3), axis=0, return_inverse=True,
                                    return_counts=True)  # fmt: skip
    palette = found[np.argsort(-count, kind="stable")[:colours]]
    apart = found[:, None, :].astype(np.int32) - palette.astype(np.int32)
    nearest = (apart**2).sum(axis=2).argmin(axis=1)
    pixels = nearest[where.ravel()].astype(np.uint8).reshape(height, width)
    bits = 4 if colours <= 16 else 8
    if bits == 4:
        pixels = np.pad(pixels, ((0, 0), (0, width % 2)))
        pixels = pixels[:, ::2] << 4 | pixels[:, 1::2]
    rows = np.hstack([np.zeros((height, 1), np.uint8), pixels]).tobytes()
    header = struct.pack(">IIBBBBB", width, height, bits, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", palette.tobytes()),
             (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    main()
