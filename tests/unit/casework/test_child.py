"""What the child process does with a file, here in the process of the tests."""

from __future__ import annotations

from dataclasses import asdict
from io import BytesIO
from typing import Any

import hostile_files
import pytest
from drawn_pictures import HEIC, add_person, decoded, encoded, portrait, sheet
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFilter
from test_framing import RULES

from firstcard.casework.files import backgrounds, child, faces, pictures, portraits
from firstcard.casework.files.framing import Rules
from firstcard.casework.files.unfit import Unfit

PAPER = {"job": "paper"}
NEEDS_BOUNDS = {"PNG bomb within the limit", "PDF bomb", "PDF that draws without end"}
REFUSED = [name for name in hostile_files.REFUSED if name not in NEEDS_BOUNDS]


def job(**changed: Any) -> dict[str, Any]:
    return {"job": "photo", "rules": asdict(RULES) | changed}


def codes(picture: Image.Image, **changed: Any) -> list[str]:
    facts, made = child.answered(encoded(picture, "PNG"), job(**changed))
    assert decoded(made[0]).size == (358, 441)
    return [found["code"] for found in facts["findings"]]


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_files_are_refused_by_the_program_itself(name: str) -> None:
    reason, data = hostile_files.refused(name)
    expected = "wrong-kind" if reason == "empty" else reason
    assert child.answered(data, PAPER) == ({"refused": expected}, [])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "PDF"])
def test_a_page_is_made_anew(kind: str) -> None:
    facts, (made,) = child.answered(encoded(sheet(), kind), PAPER)
    assert facts["pages"] == [decoded(made).size]


def test_heic_is_made_anew() -> None:
    facts, _ = child.answered(HEIC.read_bytes(), PAPER)
    assert facts == {"pages": [(320, 240)]}


def ink(page: Image.Image) -> Image.Image | None:
    """What is drawn on a page, cut out."""
    dark = page.convert("L").point(lambda value: 255 if value < 128 else 0)
    place = dark.getbbox()
    return dark.crop(place) if place else None


def test_chinese_words_without_their_font_are_drawn_all_the_same() -> None:
    """PDFium would leave them out in silence: a certificate without its names."""
    pages = {text: decoded(child.answered(hostile_files.pdf_without_its_font(text), PAPER)[1][0])
             for text in ("张", "张三丰", "一", "")}  # fmt: skip
    drawn = {text: ink(page) for text, page in pages.items()}
    assert drawn[""] is None
    one, three, line = drawn["张"], drawn["张三丰"], drawn["一"]
    assert one is not None
    assert three is not None
    assert line is not None
    assert three.width > 2 * one.width
    assert one.height > 3 * line.height, "each letter has its own shape"


def _grey(level: int, mode: str) -> Image.Image:
    if mode == "I;16":
        return Image.frombytes(mode, (8, 8), (level * 257).to_bytes(2, "little") * 64)
    return Image.new("L", (8, 8), level).convert(mode)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("level", [20, 200])
def test_every_kind_of_png_is_read(mode: str, level: int) -> None:
    _, (made,) = child.answered(encoded(_grey(level, mode), "PNG"), PAPER)
    picture = decoded(made)
    assert picture.mode == "RGB"
    assert all(abs(part - level) <= 2 for part in picture.getpixel((4, 4)))


def test_a_scan_in_black_and_white_is_read() -> None:
    file = encoded(sheet().convert("1", dither=Image.Dither.NONE), "PNG")
    picture = decoded(child.answered(file, PAPER)[1][0])
    assert max(picture.getpixel((300, 100))) < 60
    assert min(picture.getpixel((300, 120))) > 180


def test_what_shows_through_is_white() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    _, (made,) = child.answered(encoded(clear, "PNG"), PAPER)
    assert min(decoded(made).getpixel((20, 20))) > 250


def test_colours_keep_their_meaning_without_their_profile() -> None:
    """A picture in print colours or with a profile of its own looks the same without it."""
    _, (made,) = child.answered(encoded(sheet().convert("CMYK")), PAPER)
    assert decoded(made).mode == "RGB"
    red, green, _ = decoded(made).getpixel((20, 20))
    assert red > 150 > green
    odd = encoded(sheet(), icc_profile=b"no profile at all")
    _, (made,) = child.answered(odd, PAPER)
    assert "icc_profile" not in decoded(made).info


@pytest.mark.parametrize(
    ("turn", "corner"),
    [
        (1, (20, 20)),
        (2, (580, 20)),
        (3, (580, 780)),
        (4, (20, 780)),
        (5, (20, 20)),
        (6, (780, 20)),
        (7, (780, 580)),
        (8, (20, 580)),
        (99, (20, 20)),
    ],
)
def test_a_telephone_held_in_any_way(turn: int, corner: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    _, (made,) = child.answered(encoded(sheet(), exif=exif), PAPER)
    red, green, _ = decoded(made).getpixel(corner)
    assert red > 150 > green


def test_a_profile_is_applied_before_it_is_dropped() -> None:
    """Red and green changed places in the profile: the picture must look as it was meant."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    _, (made,) = child.answered(encoded(sheet(), icc_profile=profile), PAPER)
    assert "icc_profile" not in decoded(made).info
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    _, (same,) = child.answered(encoded(sheet(), "PNG", icc_profile=srgb), PAPER)
    red, green, _ = decoded(same).getpixel((20, 20))
    assert red > 200
    assert green < 60


def test_no_memory_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(pictures, "_read_small", full)
    assert child.answered(encoded(sheet()), PAPER) == ({"refused": "too-heavy"}, [])
    monkeypatch.setattr(pictures, "jpeg", full)
    assert child.answered(encoded(sheet(), "PDF"), PAPER) == ({"refused": "too-heavy"}, [])


@hypothesis_settings(max_examples=60)
@given(data=st.data(), kind=st.sampled_from(["JPEG", "PNG", "PDF"]))
def test_a_file_with_wrong_bytes_is_read_or_refused(data: st.DataObject, kind: str) -> None:
    """Whatever is changed, the program answers with pictures or with a reason."""
    file = bytearray(encoded(sheet(size=(60, 80)), kind))
    for _ in range(data.draw(st.integers(1, 20))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    facts, made = child.answered(bytes(file), PAPER)
    assert bool(made) != ("refused" in facts)


def test_a_portrait_in_order() -> None:
    assert codes(portrait()) == []
    assert codes(portrait().rotate(180)) == []


def test_what_is_wrong_with_others() -> None:
    two = portrait(size=(1600, 1200), at=(450, 520), face=300)
    add_person(two, at=(1150, 520), face=300)
    toy = portrait()
    toy.paste((30, 120, 40), (0, 0, 265, 700))
    assert codes(sheet()) == ["no-face"]
    assert codes(two) == ["several-faces"] * 2
    assert codes(portrait(face=120)) == ["face-too-small"]
    assert codes(portrait(at=(190, 520))) == ["too-close"]
    assert "head-cut-off" in codes(portrait(at=(450, 270)))
    assert "too-dark" in codes(portrait().point(lambda value: value * 0.25))
    assert codes(portrait().filter(ImageFilter.GaussianBlur(9))) == ["blurred"]
    assert codes(portrait(wall=(67, 142, 219))) == ["background-colour"]
    assert codes(toy) == ["background-not-plain"]


def test_a_file_that_cannot_have_the_size_is_said() -> None:
    assert codes(portrait(), bytes_least=100_000, bytes_most=200_000) == ["no-detail"]
    assert codes(portrait(), bytes_least=100, bytes_most=3_000) == ["no-detail"]


def test_a_head_that_fills_the_picture_leaves_no_background_to_judge(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    close = portrait().crop((225, 300, 675, 780))
    assert codes(close) == ["head-cut-off", "too-close"]
    monkeypatch.setattr(backgrounds, "_FEWEST", 10**9)
    assert codes(portrait()) == ["too-close"]


def test_a_background_that_is_right_already_is_not_touched() -> None:
    white = portrait(wall=(255, 255, 255))
    _, (made,) = child.answered(encoded(white, "PNG"), job())
    assert decoded(made).getpixel((3, 3)) == (255, 255, 255)


def test_a_picture_that_a_family_cut_itself_fills_the_form() -> None:
    """A finder misses many babies: then the family's own cut stands until a clerk has looked."""
    own_cut = Image.new("RGB", (716, 900), (40, 90, 40))
    facts, (made,) = child.answered(encoded(own_cut), job())
    assert [found["code"] for found in facts["findings"]][:1] == ["no-face"]
    picture = decoded(made)
    for corner in ((1, 1), (356, 1), (1, 439), (356, 439)):
        assert max(picture.getpixel(corner)) < 120
    landscape = decoded(child.answered(encoded(own_cut.rotate(90, expand=True)), job())[1][0])
    assert min(landscape.getpixel((179, 4))) > 240, "others are shown whole"


def test_small_patterns_are_no_second_person() -> None:
    picture = portrait(size=(1400, 1400), at=(600, 600), face=400)
    add_person(picture, at=(1250, 500), face=90)
    _, boxes = faces.found(picture)
    assert len(boxes) == 1


def test_a_photograph_is_no_pdf_and_nothing_else() -> None:
    assert child.answered(encoded(portrait(), "PDF"), job()) == ({"refused": "not-a-photo"}, [])
    assert child.answered(b"GIF89a", job()) == ({"refused": "wrong-kind"}, [])


def test_rules_come_over_as_they_are() -> None:
    rules = portraits.rules_from(asdict(RULES) | {"backgrounds": ["ffffff"]})
    assert rules == RULES
    assert isinstance(rules, Rules)


def test_a_picture_opened_for_its_size_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is judged before room is made for the points."""

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(pictures, "_read_small", never)
    with pytest.raises(Unfit, match="too-many-pixels"):
        pictures.opened(encoded(Image.new("L", (20_000, 30))), kind="jpeg")


def test_the_program_writes_what_it_answers(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The whole program, with bounds that stay those of the tests."""
    source = BytesIO(encoded(sheet()))
    monkeypatch.setattr(child, "bound", lambda: None)
    monkeypatch.setattr("sys.argv", ["child", '{"job": "paper"}'])
    monkeypatch.setattr("sys.stdin", type("In", (), {"buffer": source}))
    child.main()
    import sys

    sys.stdout.flush()
    head, _, rest = capfdbinary.readouterr().out.partition(b"\n")
    assert b'"pages": [[600, 800]]' in head
    assert decoded(rest).size == (600, 800)
