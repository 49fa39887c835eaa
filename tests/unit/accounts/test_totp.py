"""The second factor: codes as every app makes them."""

from base64 import b32encode
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from firstcard.accounts import totp

# RFC 6238, appendix B (SHA-1), the last six of its eight digits.
SECRET = b"12345678901234567890"
VECTORS = [
    (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
    (2000000000, "279037"), (20000000000, "353130"),
]  # fmt: skip


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.code(secret=SECRET, at=at) == code
    assert totp.step(secret=SECRET, code=code, at=at) == seconds // 30


@pytest.mark.parametrize(("off", "taken"), [(-61, False), (-30, True), (30, True), (61, False)])
def test_a_clock_may_be_half_a_minute_off_and_no_more(off: int, taken: bool) -> None:
    at = datetime.fromtimestamp(1_800_000_000, UTC)
    other = datetime.fromtimestamp(1_800_000_000 + off, UTC)
    step = totp.step(secret=SECRET, code=totp.code(secret=SECRET, at=other), at=at)
    assert (step is not None) is taken


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 456", "-12345"]
)
def test_what_is_no_code_is_none(code: str) -> None:
    assert totp.step(secret=SECRET, code=code, at=datetime.now(UTC)) is None


def test_an_app_reads_the_secret_from_the_address() -> None:
    secret = totp.new_secret()
    address = urlsplit(totp.address(secret=secret, login="zhang-min"))
    query = parse_qs(address.query)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert query["secret"] == [b32encode(secret).decode()]
    assert query["issuer"] == ["Firstcard"]
    assert "zhang-min" in address.path


def test_a_secret_lies_sealed() -> None:
    secret = totp.new_secret()
    assert secret not in totp.sealed(secret)
    assert len(secret) == 20
