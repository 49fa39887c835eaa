"""The photograph: brought into the card's form by the pack's rules; what is wrong is said."""

from __future__ import annotations

import re

import pytest
from cases_for_files import AT, account, case_of, clerk, family, hand_in
from django.template.loader import render_to_string
from drawn_pictures import add_person, decoded, encoded, portrait, sheet
from PIL import Image, ImageFilter

from firstcard.accounts.models import Account
from firstcard.casework import photo_words, photos, requirements
from firstcard.casework.draft import Child, Draft, Number
from firstcard.casework.files.words import UnfitFile
from firstcard.casework.models import CardPhoto, Case
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, NotFound
from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA
from firstcard.policy import format as form

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent() -> Account:
    return account("parent")


@pytest.fixture
def case(parent: Account) -> Case:
    return case_of(parent)


def take_up(case: Case, picture: Image.Image, kind: str = "JPEG", **options: object) -> CardPhoto:
    file = encoded(picture, kind, **options)
    assert case.applicant is not None
    return photos.take_up(case=case, upload=file, by=family(case.applicant), at=AT)


def shown(case: Case) -> tuple[bytes, Image.Image]:
    assert case.applicant is not None
    data = photos.picture(case=case, by=family(case.applicant), at=AT)
    return data, decoded(data)


def codes(photo: CardPhoto) -> list[str]:
    return [found["code"] for found in photo.findings]


def rules() -> form.Photo:
    return photos.rules_of(region="410100", on=AT.astimezone(CHINA).date())


def face_columns(picture: Image.Image, row: int) -> tuple[int, int]:
    """First and last column of what is not white in a row."""
    dark = [x for x in range(picture.width) if min(picture.getpixel((x, row))) < 200]
    return dark[0], dark[-1]


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (portrait(), "JPEG"),
        (portrait(size=(3000, 4000), at=(1500, 1700), face=1100), "JPEG"),
        (portrait(size=(1200, 900), at=(600, 420), face=260), "PNG"),
        (portrait(wall=(205, 207, 210)), "JPEG"),
        (portrait(face=240, at=(300, 460)), "JPEG"),
    ],
    ids=["usual", "12-million-pixels", "landscape-png", "grey-wall", "off-centre"],
)
def test_a_portrait_comes_out_in_the_form_of_the_card(
    case: Case, picture: Image.Image, kind: str
) -> None:
    photo = take_up(case, picture, kind)
    assert photo.findings == []
    data, made = shown(case)
    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (358, 441))
    assert [round(each) for each in made.info["dpi"]] == [350, 350]
    assert 14 * 1024 <= len(data) <= 40_000
    for corner in ((2, 2), (355, 2), (2, 120), (355, 120)):
        assert min(made.getpixel(corner)) >= 252, "the background is white"
    top = next(y for y in range(441) if min(made.getpixel((179, y))) < 128)
    assert 7 <= top <= 21, "from the upper edge to the crown"
    left, right = face_columns(made, 190)  # below the eyes, where hair is not counted
    assert 179 <= right - left <= 255, "the face, cheek to cheek"
    assert abs((left + right) / 2 - 179) <= 12, "in the middle"


def test_a_picture_that_lies_on_its_side_is_stood_up(case: Case) -> None:
    assert take_up(case, portrait().rotate(90, expand=True)).findings == []
    _, made = shown(case)
    assert sum(made.getpixel((179, 40))) < 200 < sum(made.getpixel((179, 190))), "hair above face"


def test_direction_and_place_of_taking_do_not_survive(case: Case) -> None:
    turned = portrait().rotate(90, expand=True)
    exif = turned.getexif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (34.0, 45.0, 12.0)
    assert take_up(case, turned, exif=exif).findings == []
    data, made = shown(case)
    assert not made.getexif()
    assert b"Exif" not in data


def two_people() -> Image.Image:
    picture = portrait(size=(1600, 1200), at=(450, 520), face=300)
    add_person(picture, at=(1150, 520), face=300)
    return picture


def before_a_toy() -> Image.Image:
    picture = portrait()
    picture.paste((30, 120, 40), (0, 0, 265, 700))
    return picture


def in_the_glare() -> Image.Image:
    return portrait(wall=(255, 255, 255)).point(lambda value: 200 + value * 55 / 255)


WRONG = {
    "no-face": sheet(),
    "several-faces": two_people(),
    "face-too-small": portrait(face=120),
    "too-close": portrait(at=(190, 520)),
    "head-cut-off": portrait(at=(450, 270)),
    "too-dark": portrait().point(lambda value: value * 0.25),
    "too-bright": in_the_glare(),
    "no-detail": in_the_glare(),
    "blurred": portrait().filter(ImageFilter.GaussianBlur(9)),
    "background-colour": portrait(wall=(67, 142, 219)),
    "background-not-plain": before_a_toy(),
}


@pytest.mark.parametrize("code", WRONG)
def test_what_is_wrong_is_named_and_drawn(case: Case, code: str) -> None:
    photo = take_up(case, WRONG[code])
    assert code in codes(photo)
    for mark in photos.preview(photo=photo).marks:
        assert 0 <= mark.x < mark.x + mark.width <= 358
        assert 0 <= mark.y < mark.y + mark.height <= 441
        assert mark.text.en.endswith(".")
        assert mark.text.zh.endswith("。")
        assert "{" not in mark.text.en + mark.text.zh
    assert shown(case)[1].size == (358, 441), "the family sees what was looked at"


def test_two_faces_are_marked_one_by_one(case: Case) -> None:
    marks = photos.preview(photo=take_up(case, two_people())).marks
    assert [mark.code for mark in marks] == ["several-faces", "several-faces"]
    left, right = sorted(marks, key=lambda mark: mark.x)
    assert left.x + left.width < right.x


def test_the_mark_of_a_toy_lies_on_the_toy(case: Case) -> None:
    (mark,) = photos.preview(photo=take_up(case, before_a_toy())).marks
    red, green, blue = shown(case)[1].getpixel(
        (mark.x + mark.width // 2, mark.y + mark.height // 2)
    )
    assert green > red + 30
    assert green > blue + 30


def test_every_finding_has_its_sentences() -> None:
    assert set(WRONG) == set(photo_words.FINDINGS)
    for code in photo_words.FINDINGS:
        said = photo_words.said(code, rules())
        assert "{" not in said.en + said.zh
    assert "179" in photo_words.said("face-too-small", rules()).zh
    assert "白色" in photo_words.said("background-colour", rules()).zh


def test_the_place_says_which_background(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """A city whose pack asks for blue takes the blue picture, and refuses none for being blue."""
    blue = form.Background(id="blue", name=form.Text("blue", "蓝色"), colour="438edb")
    whole = rules()
    here = form.Photo(**{
        key: getattr(whole, key) for key in whole.__struct_fields__ if key != "backgrounds"
    } | {"backgrounds": [blue]})  # fmt: skip
    monkeypatch.setattr(photos, "rules_of", lambda **_: here)
    assert take_up(case, portrait(wall=(80, 150, 210))).findings == []
    made = shown(case)[1]
    for part, wanted in zip(made.getpixel((4, 4)), (0x43, 0x8E, 0xDB), strict=True):
        assert abs(part - wanted) <= 3
    white = take_up(case, portrait(wall=(255, 255, 255)))
    assert codes(white) == ["background-colour"]
    assert "蓝色" in photos.preview(photo=white).marks[0].text.zh


def test_a_new_photograph_takes_the_place_of_the_old(case: Case) -> None:
    assert take_up(case, sheet()).findings
    assert take_up(case, portrait()).findings == []
    assert CardPhoto.objects.get(case=case).findings == []
    entries = AuditEntry.objects.filter(action="photo.add").order_by("id")
    assert [entry.detail["findings"] for entry in entries] == [["no-face"], []]


def test_the_photograph_lies_sealed_and_its_reading_is_written_down(
    case: Case, parent: Account
) -> None:
    photo = take_up(case, portrait())
    assert b"\xff\xd8\xff" not in bytes(photo.sealed)
    hand_in(case)
    case.refresh_from_db()
    officer = clerk()
    assert photos.picture(case=case, by=officer, at=AT).startswith(b"\xff\xd8\xff")
    assert AuditEntry.objects.get(action="photo.read").account == officer.account
    with pytest.raises(NotFound):
        photos.picture(case=case, by=family(account("another")), at=AT)
    with pytest.raises(Conflict):
        take_up(case, portrait())
    for actor in (family(parent), officer):
        with pytest.raises(Conflict):
            photos.remove(case=case, by=actor, at=AT)


def test_a_photograph_can_be_taken_away(case: Case, parent: Account) -> None:
    take_up(case, portrait())
    photos.remove(case=case, by=family(parent), at=AT)
    photos.remove(case=case, by=family(parent), at=AT)
    assert photos.of_case(case=case) is None
    with pytest.raises(NotFound):
        shown(case)
    assert AuditEntry.objects.filter(action="photo.remove").count() == 1


def test_a_pdf_is_no_photograph(case: Case) -> None:
    with pytest.raises(UnfitFile) as refused:
        take_up(case, portrait(), "PDF")
    assert refused.value.reason == "not-a-photo"
    assert not CardPhoto.objects.exists()


def test_a_damaged_picture_leaves_the_old_one(case: Case, parent: Account) -> None:
    take_up(case, portrait())
    before = shown(case)[0]
    file = encoded(portrait())
    with pytest.raises(UnfitFile):
        photos.take_up(case=case, upload=file[: len(file) // 2], by=family(parent), at=AT)
    assert shown(case)[0] == before


def test_the_preview_draws_every_mark(case: Case) -> None:
    preview = photos.preview(photo=take_up(case, two_people()))
    page = render_to_string(
        "casework/photo_preview.html",
        {"preview": preview, "address": "/p.jpg", "alt": "照片", "lang": "zh"},
    )
    assert page.count("<rect") == 2 * len(preview.marks) == 4
    assert page.count("<li>") == 2
    assert 'href="/p.jpg"' in page
    assert "style=" not in page


def test_without_rules_no_photograph_is_taken(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    book = packs_store.current()
    monkeypatch.setattr(type(book), "rule", lambda *_: None)
    with pytest.raises(photos.NoPhotoRules):
        take_up(case, portrait())


@pytest.mark.parametrize(
    ("region", "born_on", "needed"),
    [
        ("410100", "2026-09-01", True),  # Henan: every card has a photo, a baby's too
        ("440100", "2026-09-01", False),  # the nation leaves small children to the places
        ("440100", "2016-09-01", True),
    ],
)
def test_from_which_age_a_photograph_is_needed_stands_in_the_pack(
    region: str, born_on: str, needed: bool
) -> None:
    child = Child(born_on=born_on, number=Number("citizen-id", "11010519491231002X"))
    draft = Draft(situation={"guardian": "parent"}, child=child, applicant="mother")
    day = AT.astimezone(CHINA).date()
    wanted = requirements.papers(draft=draft, want=["card"], region=region, on=day)
    (photo,) = [each for each in wanted if each.document == "card-photo"]
    assert photo.required is needed


def test_the_form_says_in_words_what_it_says_in_numbers() -> None:
    """Officers write the form twice: for the service and for people. Both must agree."""
    book = packs_store.current()
    rule = book.rule("card-photo", book.chain("410100"), AT.astimezone(CHINA).date())
    assert rule is not None
    assert rule.spec is not None
    photo = rules()
    ranges = (photo.kilobytes, photo.face_width, photo.crown)
    numbers = [photo.width, photo.height, photo.dpi,
               *(end for each in ranges if each for end in (each.least, each.most))]  # fmt: skip
    for words in (rule.spec.en, rule.spec.zh):
        said = {int(number) for number in re.findall(r"\d+", words)}
        assert set(numbers) <= said
