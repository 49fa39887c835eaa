"""The registration form and its signature: what is signed is what was shown, in any script."""

from __future__ import annotations

import io
from datetime import date, timedelta
from hashlib import sha256

import pypdf
import pytest
from cases import AT, REGION, add_paper, citizen_id, draft, family, filled, staff, started
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from poppler import flat, text_of

from firstcard.casework import grounds, operations, signing
from firstcard.casework.draft import Adult, Child, Delivery, Draft, Number
from firstcard.casework.forms import registration_form
from firstcard.casework.models import Case
from firstcard.casework.refusals import NotNow
from firstcard.core import vault
from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Invalid, NotAllowed, NotFound
from firstcard.guidance import packs_store
from firstcard.guidance.words import LANGS, Lang, word

pytestmark = pytest.mark.django_db
BORN = date(2026, 10, 1)


def saved(by: Actor, case: Case, whole: Draft) -> Case:
    return operations.save(case=case, by=by, draft=whole, version=case.version, at=AT)


def named(name: str) -> Draft:
    child = Child(name=name, sex=2, born_on=BORN.isoformat(),
                  number=Number("citizen-id", citizen_id(BORN, 7)))  # fmt: skip
    return draft(7, child=child)


def text(case: Case, lang: Lang) -> str:
    return flat(text_of(registration_form(case=case, lang=lang)))


@pytest.mark.parametrize("lang", LANGS)
def test_the_form_says_everything_that_was_filled_in(lang: Lang) -> None:
    parent = family()
    case = started(parent, want=("insured", "card"))
    whole = draft(9, adults=(*draft(9).adults, Adult("father", known=False)),
                  delivery=Delivery("post", "", "郑州市金水区某路8号", "李美丽"))  # fmt: skip
    saved(parent, case, whole)
    found = text(case, lang)
    mother = whole.adults[0]
    assert whole.child.number is not None
    assert mother.number is not None
    for each in (case.reference, whole.child.name, whole.child.number.number, mother.name,
                 mother.number.number, mother.telephone, "郑州市金水区某路8号",
                 "2026年10月1日" if lang == "zh" else "1Oct2026"):  # fmt: skip
        assert each in found
    assert flat("信息不详") in found
    follows = grounds.consequences(book=packs_store.current(), region=REGION,
                                   want=("insured", "card"))  # fmt: skip
    assert len(follows) >= 4
    for each in follows:
        assert flat(each.text.zh) in found
        assert lang == "zh" or flat(each.text.en) in found
    assert "申请人签字" in found


def test_only_what_is_applied_for_has_consequences() -> None:
    book = packs_store.current()
    both, card = (grounds.consequences(book=book, region=REGION, want=want)
                  for want in (("insured", "card"), ("card",)))  # fmt: skip
    assert {each.id for each in card} < {each.id for each in both}
    assert "one-place" not in {each.id for each in card}


def test_a_paper_is_listed_with_whether_it_is_there() -> None:
    parent = family()
    case = filled(parent, want=("insured",))
    with_papers = text(case, "zh")
    case.papers.update(removed_at=AT)
    without = text(case, "zh")
    assert "已提交" in with_papers
    assert "尚未提交" in without


@pytest.mark.parametrize("lang", LANGS)
def test_it_can_be_read_out(lang: Lang) -> None:
    case = filled(family())
    pdf = pypdf.PdfReader(io.BytesIO(registration_form(case=case, lang=lang)))
    root = pdf.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()  # type: ignore[index]
    assert str(root["/Lang"]).startswith(lang)  # type: ignore[index]
    assert case.reference in str(pdf.metadata.title if pdf.metadata else "")


RARE = ("𠮷野小宝", "赵㛃", "买买提·阿卜杜热合曼·伊斯拉木", "张𬎆", "阿" * 60, "ཏཱ་ལའི",
        "O’Neill-Šimůnek", "#emph[x] \\ $1$ “@a”", "孔𫖯", "李\u200d小")  # fmt: skip


@pytest.mark.parametrize("name", RARE)
@pytest.mark.parametrize("lang", LANGS)
def test_a_name_of_any_script_comes_back_from_the_paper(name: str, lang: Lang) -> None:
    """As itself, or a character that the font lacks as its number; and a line says so."""
    parent = family()
    case = saved(parent, started(parent), named(name))
    found = text(case, lang)
    marked = [each for each in name if f"〔U+{ord(each):04X}〕" in found]
    expected = "".join(f"〔U+{ord(each):04X}〕" if each in marked else each for each in name)
    assert flat(expected) in found
    assert bool(marked) == (flat(word("pdf_missing", lang)) in found)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_no_text_makes_the_form_fail(name: str) -> None:
    parent = family()
    case = saved(parent, started(parent), named(name))
    assert registration_form(case=case, lang="en").startswith(b"%PDF")


def test_what_is_signed_is_what_was_shown() -> None:
    parent = family()
    case = filled(parent)
    shown = signing.show(case=case, by=parent, lang="zh", at=AT)
    later = AT + timedelta(minutes=20)
    made = signing.sign(case=case, by=parent, kind="typed", content="李美丽".encode(),
                        form_sha256=shown.sha256, at=later)  # fmt: skip
    assert bytes(made.form_sha256) == sha256(shown.pdf).digest()
    assert shown.pdf not in bytes(made.form)
    assert vault.unseal(made.sealed, purpose="signature",
                        bound=case.reference) == "李美丽".encode()  # fmt: skip
    copy = signing.signed_form(case=case, by=parent, at=later)
    assert (copy.pdf, copy.sha256) == (shown.pdf, shown.sha256)
    assert shown.sha256 not in text_of(copy.pdf)
    entries = AuditEntry.objects.filter(case=case.reference).values_list("action", flat=True)
    assert {"case.form", "case.sign", "case.signed-form"} <= set(entries)


def test_a_form_that_changed_since_is_not_signed() -> None:
    parent = family()
    case = filled(parent)
    before = signing.show(case=case, by=parent, lang="zh", at=AT)
    saved(parent, case, draft(8, consequences_read=True))
    assert not case.signatures.filter(void_at=None).exists()
    with pytest.raises(signing.FormChanged):
        signing.sign(case=case, by=parent, kind="typed", content=b"x",
                     form_sha256=before.sha256, at=AT)  # fmt: skip
    assert not case.signatures.filter(void_at=None).exists()


def test_a_paper_that_came_between_is_seen_before_signing() -> None:
    parent = family()
    case = filled(parent)
    before = signing.show(case=case, by=parent, lang="zh", at=AT)
    case.papers.all().delete()
    add_paper(case, "birth-certificate")
    with pytest.raises(signing.FormChanged):
        signing.sign(case=case, by=parent, kind="typed", content=b"x",
                     form_sha256=before.sha256, at=AT)  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_the_form_is_signed_in_the_language_in_which_it_was_shown(lang: Lang) -> None:
    parent = family()
    case = filled(parent)
    shown = signing.show(case=case, by=parent, lang=lang, at=AT)
    signing.sign(case=case, by=parent, kind="drawn", content=b"line", form_sha256=shown.sha256,
                 at=AT)  # fmt: skip
    assert signing.signed_form(case=case, by=parent, at=AT).pdf == shown.pdf


def test_the_newest_signature_counts_alone() -> None:
    parent = family()
    case = filled(parent)
    shown = signing.show(case=case, by=parent, lang="zh", at=AT)
    for name in (b"one", b"two"):
        signing.sign(case=case, by=parent, kind="typed", content=name, form_sha256=shown.sha256,
                     at=AT)  # fmt: skip
    assert case.signatures.filter(void_at=None).count() == 1
    assert operations.submit(case=case, by=parent, at=AT).state == "submitted"


def test_nobody_else_signs_and_nothing_is_signed_twice_over() -> None:
    parent = family()
    case = filled(parent)
    shown = signing.show(case=case, by=parent, lang="zh", at=AT)

    def sign(by: Actor, kind: signing.Kind = "typed", content: bytes = b"x") -> None:
        signing.sign(case=case, by=by, kind=kind, content=content, form_sha256=shown.sha256, at=AT)

    with pytest.raises(NotFound):
        sign(family())
    with pytest.raises(NotFound):
        sign(staff())  # a draft at home is nobody else's
    with pytest.raises(Invalid):
        sign(parent, content=b"  ")
    with pytest.raises(Invalid):
        sign(parent, content=b"x" * (signing.MOST_BYTES + 1))
    operations.submit(case=case, by=parent, at=AT)
    with pytest.raises(NotNow):
        sign(parent)


def test_on_paper_only_the_counter_signs() -> None:
    clerk, parent = staff(), family()
    counter = filled(clerk)
    shown = signing.show(case=counter, by=clerk, lang="zh", at=AT)
    made = signing.sign(case=counter, by=clerk, kind="paper", content=b"",
                        form_sha256=shown.sha256, at=AT)  # fmt: skip
    assert made.kind == "paper"
    own = filled(parent)
    shown = signing.show(case=own, by=parent, lang="zh", at=AT)
    with pytest.raises(NotAllowed):
        signing.sign(case=own, by=parent, kind="paper", content=b"", form_sha256=shown.sha256,
                     at=AT)  # fmt: skip


def test_without_a_signature_there_is_no_copy() -> None:
    parent = family()
    with pytest.raises(NotFound):
        signing.signed_form(case=started(parent), by=parent, at=AT)
