"""A code that two independent readers read back, on the screen and on paper."""

import re
from collections.abc import Callable

import cv2
import numpy as np
import pytest
import zxingcpp

from firstcard.guidance import qr

ADDRESS = "https://firstcard.example.cn/kept/5kq3v-7m2pd-x9c4n-8rtw6-0abcde/"
DATES = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "SUMMARY:参保登记,最晚\r\nDTSTART:20261201\r\n" * 11
PIXELS = 4


def _picture(text: str) -> np.ndarray:
    modules = np.pad(np.array(qr.matrix(text), dtype=np.uint8), qr.QUIET)
    return np.kron(255 - 255 * modules, np.ones((PIXELS, PIXELS), dtype=np.uint8))


def _with_zxing(picture: np.ndarray) -> str:
    found = zxingcpp.read_barcodes(picture)
    return str(found[0].text) if found else ""


def _with_opencv(picture: np.ndarray) -> str:
    return str(cv2.QRCodeDetectorAruco().detectAndDecode(picture)[0])


@pytest.mark.parametrize("reads", [_with_zxing, _with_opencv])
@pytest.mark.parametrize("text", [ADDRESS, DATES, "祖母替我们去"])
def test_two_readers_read_the_same_text_back(text: str, reads: Callable[[np.ndarray], str]) -> None:
    assert reads(_picture(text)).replace("\r\n", "\n") == text.replace("\r\n", "\n")


@pytest.mark.parametrize("text", [ADDRESS, DATES, "a" * qr.MOST_BYTES_ON_SCREEN])
def test_a_module_has_three_pixels_on_the_narrowest_phone(text: str) -> None:
    drawn = qr.svg(text=text, title="Code")
    width = int(re.search(r' width="(\d+)"', drawn)[1])
    side = int(re.search(r'viewBox="0 0 (\d+) ', drawn)[1])
    assert width <= 288
    assert width / side >= 3
    assert side == len(qr.matrix(text)) + 8


def test_the_picture_is_the_matrix_black_on_white() -> None:
    drawn = qr.svg(text=ADDRESS, title="Code")
    side = len(qr.matrix(ADDRESS)) + 2 * qr.QUIET
    black = np.zeros((side, side), dtype=bool)
    path = re.search(r'fill="#000" d="([^"]*)"', drawn)[1]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", path):
        black[int(y), int(x) : int(x) + int(length)] = True
    assert (black == np.pad(np.array(qr.matrix(ADDRESS)), qr.QUIET)).all()
    assert 'fill="#fff"' in drawn


def test_the_picture_has_a_name_and_nothing_that_the_policy_forbids() -> None:
    drawn = qr.svg(text=ADDRESS, title='Your "kept" plan <1>')
    assert "<title>Your &quot;kept&quot; plan &lt;1&gt;</title>" in drawn
    assert 'role="img"' in drawn
    assert "style=" not in drawn
    assert not re.search(r"\son\w+=", drawn)


@pytest.mark.parametrize("make", [qr.matrix, lambda text: qr.svg(text=text, title="")])
def test_too_long_a_text_is_refused(make: Callable[[str], object]) -> None:
    with pytest.raises(qr.TextTooLong):
        make("x" * 3000)
    with pytest.raises(qr.TextTooLong):
        qr.svg(text="日" * 215, title="")
