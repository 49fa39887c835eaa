"""Identity numbers: known ones, every slip, and what a message may say."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import uscc as other_uscc
from stdnum.iso7064 import mod_11_2

from firstcard.people.identity_numbers import (
    USCC_CHARACTERS,
    IdentityNumberError,
    check_birth_certificate_number,
    check_citizen_id,
    check_uscc,
    id_check,
    mask,
    mask_in_text,
    uscc_check,
)
from firstcard.people.identity_words import MESSAGES, NOTES
from firstcard.policy.divisions import parse_divisions

ON = date(2026, 11, 23)
PACK = Path(__file__).parents[3] / "packs" / "cn"
DIVISIONS = parse_divisions((PACK / "divisions.csv").read_text("utf-8"))
VALID_IDS = [
    "360426199101010071",
    "120103198806018241",
    "11010519491231002X",
    "410102202603010014",
    "410102202603010022",
    "41010219880229003X",
]
VALID_CODES = [
    "91350100M000100Y43",
    "91110000600037341L",
    "12410000415801034H",
    "91410100MA4500000G",
]


def with_check(division: int, born_on: date, sequence: int) -> str:
    body = f"{division:06}{born_on:%Y%m%d}{sequence:03}"
    return body + id_check(body)


IDS = st.builds(
    with_check,
    st.integers(110000, 659999),
    st.dates(date(1900, 1, 1), ON),
    st.integers(0, 999),
)
CODES = st.builds(
    lambda head, division, rest: f"{head}{division:06}{rest}",
    st.sampled_from(["91", "12", "51", "N2", "A1", "Y1"]),
    st.integers(110000, 659999),
    st.text(USCC_CHARACTERS, min_size=9, max_size=9),
).map(lambda body: body + uscc_check(body))


def refused(check, text, **more) -> IdentityNumberError:
    with pytest.raises(IdentityNumberError) as found:
        check(text, **more)
    return found.value


def id_error(text: str) -> IdentityNumberError:
    return refused(check_citizen_id, text, on=ON)


def swapped(text: str, place: int) -> str:
    return text[: place - 1] + text[place] + text[place - 1] + text[place + 1 :]


@pytest.mark.parametrize("number", VALID_IDS)
def test_valid_citizen_ids(number):
    found = check_citizen_id(number, on=ON, divisions=DIVISIONS)
    assert (found.text, found.division) == (number, number[:6])
    assert f"{found.born_on:%Y%m%d}" == number[6:14]
    assert found.notes == ()


def test_what_is_read_from_a_citizen_id():
    girl = check_citizen_id("410102202603010022", on=ON)
    assert (girl.born_on, girl.sex) == (date(2026, 3, 1), "female")
    assert check_citizen_id("410102202603010014", on=ON).sex == "male"


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105\u300019491231\u3000002ｘ",
    ],
)
def test_ways_of_typing_that_are_accepted(typed):
    assert check_citizen_id(typed, on=ON).text == "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "code", "positions", "words"),
    [
        ("360426199101010072", "check-failed", (), "One character"),
        ("36042619910101007", "wrong-length", (), "has 17"),
        ("", "wrong-length", (), "has 0"),
        ("360426910101007", "old-form", (), "15 digits"),
        ("36042619910101OO71", "letter-for-digit", (15,), "letter O"),
        ("3604261991010100A1", "wrong-character", (17,), "Character 17"),
        ("36042619910101007Y", "wrong-last-character", (18,), "letter X"),
        ("360426-99101010071", "wrong-character", (7,), "“-”"),
        ("110105194912310٢2X", "wrong-character", (16,), "Character 16"),
    ],
)
def test_what_is_said_of_a_wrong_citizen_id(typed, code, positions, words):
    error = id_error(typed)
    assert (error.code, error.positions) == (code, positions)
    assert words in error.message["en"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("41010220260230001", "impossible-date"),
        ("41010218000101001", "impossible-date"),
        ("41010220261124001", "date-in-future"),
    ],
)
def test_a_date_that_cannot_be(body, code):
    error = id_error(body + id_check(body))
    assert error.code in (code, "swapped", "one-wrong")
    assert error.positions


def test_a_date_far_off_is_named_as_such():
    body = "41010299999999001"
    error = id_error(body + id_check(body))
    assert (error.code, error.positions) == ("impossible-date", tuple(range(7, 15)))


@given(IDS)
def test_the_check_character_agrees_with_another_implementation(number):
    assert number[-1] == mod_11_2.calc_check_digit(number[:-1])
    assert check_citizen_id(number, on=ON).text == number


@given(IDS, st.integers(0, 16), st.integers(1, 9))
def test_every_wrong_digit_is_found_and_never_told(number, place, more):
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    error = id_error(wrong)
    for said in (*error.message.values(), str(error), repr(error)):
        assert wrong not in said
        assert number not in said
        assert not any(number[n : n + 6] in said for n in range(13))


@given(IDS, st.integers(1, 17))
def test_every_swap_of_neighbours_is_found_and_its_place_named(number, place):
    wrong = swapped(number, place)
    assume(wrong != number)
    error = id_error(wrong)
    if wrong[16] == "X":
        assert (error.code, error.positions) == ("wrong-character", (17,))
    else:
        assert error.code == "swapped"
        assert {place, place + 1} <= set(error.positions)
        assert f"{place} and {place + 1}" in error.message["en"]
        assert f"第{place}和第{place + 1}位" in error.message["zh"]


def test_the_one_place_that_can_be_wrong_is_named():
    found = set()
    for day in range(32, 100):
        body = f"410102202603{day:02}001"
        for check in "0123456789X":
            error = id_error(body + check)
            found.add(error.code)
            if error.code == "one-wrong":
                assert error.positions in ((13,), (14,))
    assert "one-wrong" in found


def test_an_unknown_or_long_gone_division_is_noted_and_accepted():
    unknown = with_check(419999, date(2020, 1, 1), 1)
    assert check_citizen_id(unknown, on=ON, divisions=DIVISIONS).notes == ("division-unknown",)
    gone = with_check(410511, date(2015, 1, 1), 1)
    notes = check_citizen_id(gone, on=ON, divisions=DIVISIONS).notes
    assert notes == ("division-ended-before-birth",)
    assert set(NOTES) == {"division-unknown", "division-ended-before-birth"}


def test_a_division_given_up_since_is_accepted_for_those_born_before():
    born_then = with_check(410511, date(1990, 1, 1), 1)
    assert check_citizen_id(born_then, on=ON, divisions=DIVISIONS).notes == ()
    registered_later = with_check(460100, date(1975, 1, 1), 1)
    assert check_citizen_id(registered_later, on=ON, divisions=DIVISIONS).notes == ()


@pytest.mark.parametrize("code", VALID_CODES)
def test_valid_credit_codes(code):
    found = check_uscc(code.lower())
    assert (found.text, found.division, found.organisation) == (code, code[2:8], code[8:17])
    assert other_uscc.is_valid(code)


@pytest.mark.parametrize(
    ("typed", "code", "positions"),
    [
        ("12410000415801034A", "swapped", (17, 18)),  # one of two slips that fit
        ("91410100MA4502000G", "check-failed", ()),
        ("1241000041580103H", "wrong-length", ()),
        ("9141010OMA4500000G", "letter-not-used", (8,)),
        ("91410100MA45O0000G", "letter-not-used", (13,)),
        ("9141010AMA4500000G", "wrong-character", (8,)),
        ("91410100MA45_0000G", "wrong-character", (13,)),
    ],
)
def test_what_is_said_of_a_wrong_credit_code(typed, code, positions):
    error = refused(check_uscc, typed)
    assert (error.code, error.positions) == (code, positions)


@given(CODES)
def test_the_credit_code_agrees_with_another_implementation(code):
    assert check_uscc(code).text == code
    if code[:2].isdigit():
        assert other_uscc.calc_check_digit(code[:-1]) == code[-1]


def test_a_credit_code_whose_remainder_is_zero_ends_in_zero():
    bodies = (f"91410100MA45{n:05}" for n in range(200))
    ending = [body + uscc_check(body) for body in bodies if uscc_check(body) == "0"]
    assert ending
    assert all(check_uscc(code).text == code and other_uscc.is_valid(code) for code in ending)


@given(CODES, st.integers(0, 17), st.integers(1, 30))
def test_every_wrong_character_of_a_credit_code_is_found(code, place, more):
    value = (USCC_CHARACTERS.index(code[place]) + more) % 31
    wrong = code[:place] + USCC_CHARACTERS[value] + code[place + 1 :]
    error = refused(check_uscc, wrong)
    assert not any(wrong in said or code in said for said in error.message.values())


@given(CODES, st.integers(1, 17))
def test_every_swap_in_a_credit_code_is_found(code, place):
    wrong = swapped(code, place)
    assume(wrong != code)
    error = refused(check_uscc, wrong)
    if error.code == "swapped":
        assert {place, place + 1} <= set(error.positions)
    else:
        assert error.code == "wrong-character"


@pytest.mark.parametrize("typed", ["Q410123456", "q410123456", " Ｑ４１０ １２３４５６ "])
def test_birth_certificate_numbers(typed):
    assert check_birth_certificate_number(typed) == "Q410123456"


@pytest.mark.parametrize(
    ("typed", "code", "positions"),
    [
        ("Q41012345", "wrong-length", ()),
        ("0410123456", "first-not-a-letter", (1,)),
        ("Q41012345O", "letter-for-digit", (10,)),
        ("QQ10123456", "wrong-character", (2,)),
    ],
)
def test_what_is_said_of_a_wrong_birth_certificate_number(typed, code, positions):
    error = refused(check_birth_certificate_number, typed)
    assert (error.code, error.positions) == (code, positions)


def test_every_message_exists_in_both_languages():
    assert all(set(texts) == {"en", "zh"} for texts in [*MESSAGES.values(), *NOTES.values()])


def test_masking_hides_the_date_of_birth():
    assert mask("410102202603010014") == "410102********0014"
    assert mask("Q410123456") == "Q4******56"
    assert mask("1234") == "****"
    assert "20260301" not in repr(check_citizen_id("410102202603010014", on=ON))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ID 41010219880229003x, born", "ID 410102********003x, born"),
        ("号码410102202603010014。", "号码410102********0014。"),
        ("410102 20260301 0014", "410102**********0014"),
        ("410102-2026-0301-0014", "410102***********0014"),
        ("4101022603010", "4101022603010"),
        ("due 2026-11-23 2026-12-24", "due 2026-11-23 2026-12-24"),
        ("due 2026/11/23 2026.12.24", "due 2026/11/23 2026.12.24"),
        ("on 2026-11-23 410102 20260301 0014", "on 2026-11-23 410102**********0014"),
        ("old 360426910101007", "old 360426*****1007"),
        ("card 6222021234567890123", "card 622202*********0123"),
    ],
)
def test_masking_in_free_text(text, masked):
    assert mask_in_text(text) == masked


@given(st.text(), IDS, st.text())
def test_no_citizen_id_survives_in_free_text(before, number, after):
    assert number not in mask_in_text(f"{before} {number} {after}")
