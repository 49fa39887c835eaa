"""Papers of a case: made anew, sealed, given out to few, and asked for once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cases_for_files import AT, account, case_of, clerk, family, hand_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from drawn_pictures import decoded, encoded, sheet

from firstcard.accounts.models import Account
from firstcard.casework import papers
from firstcard.casework.files import taking
from firstcard.casework.files.words import UnfitFile
from firstcard.casework.models import Case, Paper, PaperPage
from firstcard.core.actors import PUBLIC, Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, Invalid, NotAllowed, NotFound, TooMany
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent() -> Account:
    return account("parent")


@pytest.fixture
def case(parent: Account) -> Case:
    return case_of(parent)


def _add(case: Case, by: Actor, data: bytes | None = None, of: str = "child") -> Paper:
    file = encoded(sheet()) if data is None else data
    return papers.add(case=case, document="birth-certificate", of=of, upload=file, by=by, at=AT)


def test_a_photograph_becomes_one_sealed_page(case: Case, parent: Account) -> None:
    paper = _add(case, family(parent))
    (page,) = paper.pages.all()
    assert (page.width, page.height) == (600, 800)
    assert b"\xff\xd8\xff" not in bytes(page.sealed), "the picture lies open in the database"
    (shown,) = papers.pages(paper=paper, by=family(parent), at=AT)
    assert decoded(shown).size == (600, 800)
    assert paper.original_type == "jpeg"


def test_place_and_direction_of_a_photograph_do_not_survive(case: Case, parent: Account) -> None:
    picture = sheet()
    exif = picture.getexif()
    exif[0x0112] = 6  # turned by a quarter: how a telephone held upright writes it
    exif[0x010F] = "MAKER-OF-THE-CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (34.0, 45.0, 12.0)
    file = encoded(picture, exif=exif, comment=b"HOME-ADDRESS")
    assert b"MAKER-OF-THE-CAMERA" in file
    assert b"HOME-ADDRESS" in file
    paper = _add(case, family(parent), file)
    (shown,) = papers.pages(paper=paper, by=family(parent), at=AT)
    made = decoded(shown)
    assert not made.getexif()
    assert "exif" not in made.info
    assert "comment" not in made.info
    assert b"MAKER-OF-THE-CAMERA" not in shown
    assert b"HOME-ADDRESS" not in shown
    assert made.size == (800, 600)
    red, green, _ = made.convert("RGB").getpixel((790, 10))  # upper left, turned clockwise
    assert red > 150 > green


def test_every_page_of_a_pdf_becomes_a_picture(case: Case, parent: Account) -> None:
    first, second = sheet(), sheet(colour=(200, 220, 250))
    file = encoded(first, "PDF", save_all=True, append_images=[second])
    paper = _add(case, family(parent), file)
    shown = papers.pages(paper=paper, by=family(parent), at=AT)
    assert [decoded(each).height for each in shown] == [2400, 2400]
    assert paper.original_type == "pdf"
    one = papers.page(paper=paper, number=2, by=family(parent), at=AT)
    assert one == shown[1]
    with pytest.raises(NotFound):
        papers.page(paper=paper, number=3, by=family(parent), at=AT)


def test_the_same_file_twice_is_one_paper(case: Case, parent: Account) -> None:
    file = encoded(sheet())
    upload = SimpleUploadedFile("scan.jpg", file, "text/html")
    first = papers.add(
        case=case, document="birth-certificate", of="child", upload=upload, by=family(parent),
        at=AT,
    )  # fmt: skip
    assert _add(case, family(parent), file) == first
    assert _add(case, family(parent), file, of="mother") != first
    assert PaperPage.objects.filter(paper=first).count() == 1
    assert AuditEntry.objects.filter(action="paper.add").count() == 2


def test_a_removed_paper_is_gone_and_can_come_again(case: Case, parent: Account) -> None:
    paper = _add(case, family(parent))
    papers.remove(paper=paper, by=family(parent), at=AT)
    papers.remove(paper=paper, by=family(parent), at=AT)
    assert not PaperPage.objects.filter(paper=paper).exists()
    assert not papers.of_case(case=case).exists()
    with pytest.raises(NotFound):
        papers.get(case=case, number=paper.pk)
    assert _add(case, family(parent)).pk != paper.pk
    assert AuditEntry.objects.filter(action="paper.remove").count() == 1


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_papers_rest_while_the_office_has_them(parent: Account, state: str) -> None:
    case = case_of(parent, state=state)
    with pytest.raises(Conflict):
        _add(case, family(parent))


def test_a_family_reaches_its_own_papers_only(case: Case, parent: Account) -> None:
    paper = _add(case, family(parent))
    other = family(account("another"))
    for actor in (other, PUBLIC):
        with pytest.raises(NotFound):
            papers.pages(paper=paper, by=actor, at=AT)
        with pytest.raises(NotFound):
            _add(case, actor)
        with pytest.raises(NotFound):
            papers.remove(paper=paper, by=actor, at=AT)
    with pytest.raises(NotFound):  # nobody looks into what a family fills in at home
        papers.pages(paper=paper, by=clerk(), at=AT)


def test_clerks_read_papers_of_their_own_region(parent: Account) -> None:
    case = case_of(parent)
    paper = _add(case, family(parent))
    hand_in(case)
    paper.refresh_from_db()
    officer = clerk()
    assert papers.pages(paper=paper, by=officer, at=AT)
    read = AuditEntry.objects.get(action="paper.read")
    assert (read.account, read.case, read.person) == (
        officer.account,
        case.reference,
        paper.case.child_id,
    )
    with pytest.raises(NotFound):
        papers.pages(paper=paper, by=clerk("420100"), at=AT)


def test_a_clerk_takes_papers_at_the_counter(parent: Account) -> None:
    case = case_of(None, channel="counter")
    assert _add(case, clerk()).pages.count() == 1
    with pytest.raises(NotFound):
        _add(case_of(parent), clerk("410105"))


def test_a_clerk_cannot_change_papers_of_an_accepted_case(parent: Account) -> None:
    case = case_of(parent, state="accepted")
    with pytest.raises(Conflict):
        _add(case, clerk())


def test_what_was_handed_in_stays_also_at_a_counter(parent: Account) -> None:
    """A clerk may add what a family brings; without what it had shown a case could be accepted."""
    case = case_of(parent)
    paper = _add(case, family(parent))
    hand_in(case)
    case.refresh_from_db()
    paper.refresh_from_db()
    added = _add(case, clerk(), encoded(sheet(colour=(1, 2, 3))))
    for each in (paper, added):
        with pytest.raises(Conflict):
            papers.remove(paper=each, by=clerk(), at=AT)
    assert papers.of_case(case=case).count() == 2
    assert PaperPage.objects.count() == 2


def test_a_case_holds_so_many_papers_and_no_more(
    case: Case, parent: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "_MOST_PAPERS", 1)
    _add(case, family(parent))
    with pytest.raises(Invalid, match="as many papers as it can hold"):
        _add(case, family(parent), encoded(sheet(colour=(1, 2, 3))))
    assert Paper.objects.count() == 1


@pytest.mark.parametrize(
    ("document", "of"), [("no-such-paper", ""), ("birth-certificate", "x" * 200), ("x" * 99, "")]
)
def test_a_paper_that_no_pack_knows_is_not_taken(
    case: Case, parent: Account, document: str, of: str
) -> None:
    with pytest.raises(Invalid, match="No rule knows"):
        papers.add(case=case, document=document, of=of, upload=encoded(sheet()),
                   by=family(parent), at=AT)  # fmt: skip


def test_nobody_sends_files_without_end(
    case: Case, parent: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "_MOST", 2)
    for shade in (1, 2):
        _add(case, family(parent), encoded(sheet(colour=(shade, 0, 0))))
    with pytest.raises(TooMany):
        _add(case, family(parent), encoded(sheet(colour=(3, 0, 0))))
    assert Paper.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_twice_at_once_is_one_paper(case: Case, parent: Account) -> None:
    """A double click: both are opened at the same time, one is kept."""
    file, by = encoded(sheet()), family(parent)

    def send() -> int:
        try:
            return _add(case, by, file).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(send), pool.submit(send)
        assert first.result() == second.result()
    assert Paper.objects.count() == PaperPage.objects.count() == 1


def test_what_was_proven_once_is_not_asked_again(parent: Account) -> None:
    case = case_of(parent, state="returned")
    mother = Person.objects.create(name="测试母亲")
    paper = _add(case, family(parent), of="mother")
    papers.belong(case=case, persons={"mother": mother})
    assert not papers.proven(persons=[mother], by=family(parent)), "nobody has looked at it"
    papers.judge(paper=paper, good=True, by=clerk(), at=AT)
    found = papers.proven(persons=[mother], by=family(parent))
    assert found == {(mother.pk, "birth-certificate"): paper}
    in_ten_years = AT.date() + timedelta(days=3650)
    assert papers.proven(persons=[mother], by=family(parent), on=in_ten_years) == found
    assert not papers.proven(persons=[mother], by=family(account("another")))
    with pytest.raises(NotAllowed):
        papers.judge(paper=paper, good=True, by=family(parent), at=AT)


def test_what_is_good_for_a_time_is_asked_again_after_it(parent: Account) -> None:
    """The photo for the card is to be from the last six months: the pack says so."""
    case = case_of(parent, state="returned")
    paper = papers.add(
        case=case, document="card-photo", of="", upload=encoded(sheet()), by=family(parent), at=AT
    )
    papers.judge(paper=paper, good=True, by=clerk(), at=AT)
    child = case.child
    assert child is not None
    papers.belong(case=case, persons={"": child})
    for days, asked_again in ((150, False), (190, True)):
        on = AT.date() + timedelta(days=days)
        assert (not papers.proven(persons=[child], by=family(parent), on=on)) is asked_again


def test_a_refused_file_leaves_nothing(case: Case, parent: Account) -> None:
    with pytest.raises(UnfitFile) as refused:
        _add(case, family(parent), b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert refused.value.code == "file-wrong-kind"
    assert "PDF" in refused.value.text.zh
    assert "PDF" in refused.value.text.en
    assert not Paper.objects.exists()
    assert not AuditEntry.objects.exists()
