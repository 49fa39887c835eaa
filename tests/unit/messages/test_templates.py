"""What is sent to telephones: short, about nobody by name, with no address but our own."""

import re
from datetime import date

import pytest

from firstcard.messages.templates import (
    LONGEST_EN,
    LONGEST_ZH,
    TEMPLATES,
    BadGap,
    gaps_of,
    render,
)

ADDRESS = "https://firstcard.example.cn"
LONGEST = {
    "reference": "FC-7K3M-9QX2-H",
    "code": "831907",
    "minutes": 10,
    "date": date(2026, 12, 31),
    "link": f"{ADDRESS}/a/7k3m9-qx2h4-8r5t6",
}
ALLOWED = {"reference", "code", "minutes", "date", "address", "link"}
BOTH = [(name, lang) for name in TEMPLATES for lang in ("en", "zh")]


def whole(name: str, lang: str, address: str = ADDRESS) -> str:
    wanted = gaps_of(TEMPLATES[name].text.zh) - {"address"}
    params = {gap: LONGEST[gap] for gap in wanted}
    return render(template=name, params=params, lang=lang, address=address)


@pytest.mark.parametrize(("name", "lang"), BOTH)
def test_a_text_fits_into_one_part(name: str, lang: str) -> None:
    text = whole(name, lang)
    # The size of a part is counted in UTF-16 units, and in GSM's alphabet where all is in it.
    size = len(text.encode("utf-16-le")) // 2
    assert size <= (LONGEST_ZH if lang == "zh" else LONGEST_EN), (size, text)
    if lang == "en":
        assert text.isascii()
        assert not set(text) & set("`[]{}\\^~|")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_text_has_no_gap_for_a_name_or_a_number(name: str) -> None:
    text = TEMPLATES[name].text
    assert gaps_of(text.zh) == gaps_of(text.en)
    assert gaps_of(text.zh) <= ALLOWED
    assert not re.search(r"\d", text.zh + text.en)


@pytest.mark.parametrize(("name", "lang"), BOTH)
def test_the_only_address_is_our_own(name: str, lang: str) -> None:
    named = re.findall(r"https?://[^/\s。，]+", whole(name, lang))
    assert set(named) <= {ADDRESS}
    assert not re.search(r"www\.|\.(com|cn)\b", TEMPLATES[name].text.en + TEMPLATES[name].text.zh)


@pytest.mark.parametrize("name", TEMPLATES)
def test_an_address_stands_last_where_every_telephone_makes_a_link_of_it(name: str) -> None:
    for text in (TEMPLATES[name].text.zh, TEMPLATES[name].text.en):
        assert "{address}" not in text.removesuffix("{address}")
        assert "{link}" not in text.removesuffix("{link}")


@pytest.mark.parametrize(("name", "lang"), BOTH)
def test_every_news_says_where_to_go_on(name: str, lang: str) -> None:
    template = TEMPLATES[name]
    assert template.urgent or {"address", "link"} & gaps_of(template.text.zh)
    if not template.urgent and "link" not in gaps_of(template.text.zh):
        said = whole(name, lang, address="")
        assert ("our site" if lang == "en" else "本服务网站") in said


@pytest.mark.parametrize(
    ("template", "params"),
    [
        ("application-approved", {"reference": "410105202609010012"}),
        ("application-approved", {"reference": "郝一"}),
        ("application-approved", {"reference": "FC-7K3M-9QX2-H", "name": "郝一"}),
        ("application-approved", {}),
        ("code-sign-in", {"code": "410105202609010012", "minutes": 10}),
        ("code-sign-in", {"code": "831907", "minutes": 600}),
        ("code-sign-in", {"code": "831907", "minutes": "https://evil.example"}),
        ("authorisation-asked", {"link": "https://evil.example/a"}),
        ("authorisation-asked", {"link": f"{ADDRESS}.evil.example/a"}),
        ("application-received", {"reference": "FC-7K3M-9QX2-H", "date": "soon"}),
    ],
)
def test_what_must_not_be_sent_is_refused(template: str, params: dict[str, object]) -> None:
    with pytest.raises(BadGap):
        render(template=template, params=params, lang="zh", address=ADDRESS)


def test_dates_are_said_in_the_reader_s_language() -> None:
    params = {"reference": LONGEST["reference"], "date": date(2026, 11, 3)}
    said = [
        render(template="application-received", params=params, lang=lang, address=ADDRESS)
        for lang in ("en", "zh")
    ]
    assert "3 November" in said[0]
    assert "11月3日" in said[1]
