"""Every page of the desk in both languages, and what families handed in shown as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import cases
import drawn_pictures
import every_page
import pytest
import signed_in
import time_machine
from django.test import Client
from django.urls import resolve
from test_languages import Reader

from firstcard.casework import operations, papers, photos, population
from firstcard.casework.models import Case, Proposal
from firstcard.core.actors import SERVICE, Actor
from firstcard.enrolment import inquiries
from firstcard.enrolment import operations as enrolments
from firstcard.enrolment.models import Enrolment, Payment

pytestmark = pytest.mark.django_db
# Codes in the record of an audit and on forms are the same in both languages.
SAME = {"audit", "verify", "CSV", "HEIC", "PNG"}


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    with time_machine.travel(cases.AT + timedelta(hours=1), tick=False):
        yield


@pytest.fixture(params=["zh-hans", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _reads(response: Any, lang: str) -> str:
    """The page speaks one language, and what people wrote in another one is marked."""
    page = response.content.decode()
    assert f'<html lang="{"en" if lang == "en" else "zh-Hans"}"' in page
    said = Reader(page)
    said.said = [each for each in said.said if each[0] != "und-Latn"]
    assert said.foreign() - SAME == set()
    assert "{" not in "".join(text for _, text in said.said)
    return page


def test_every_page_speaks_one_language(lang: str) -> None:
    walked = set()
    for login, paths in _walks().items():
        client = signed_in.staff(login, lang=lang)
        for path in paths:
            response = client.get(path)
            assert response.status_code == 200, path
            _reads(response, lang)
            walked.add(resolve(path.partition("?")[0]).url_name)
    assert walked == set(every_page.OF_THE_DESK)


def _walks() -> dict[str, list[str]]:
    """For each of the staff, pages that show something."""
    parent = cases.family()
    waiting = _with_photo(parent)
    paper = cases.add_paper(waiting, "birth-certificate", "child")
    returned = cases.submitted(parent)
    operations.send_back(
        case=returned,
        by=cases.staff(),
        at=cases.AT,
        defects=[operations.Found(reason="other", field="child.name", note="Please check")],
    )
    accepted = cases.accepted(parent)
    operations.propose(case=accepted, by=cases.staff(), kind="identity", reason="读错了",
                       change={"name": "张大宝", "sex": 2}, at=cases.AT)  # fmt: skip
    refused = cases.accepted(parent)
    operations.refuse(case=refused, by=cases.staff("reviewer"), at=cases.AT,
                      reasons=[operations.Refused(reason="no-ground")])  # fmt: skip
    counter = operations.start(by=cases.staff(), key="counter", want=("insured", "card"),
                               region=cases.REGION, language="zh", situation={},
                               at=cases.AT)  # fmt: skip
    at = "/desk/cases/{}/".format
    approved = _paid()
    there = at(approved.reference) + "insurance/"
    made = Enrolment.objects.get(case=approved.reference)
    waiting_for, paid = made.bills.order_by("-year")[0], Payment.objects.get()
    return {
        "clerk-zz": ["/desk/", "/desk/?state=returned&office=x", "/desk/counter/",
                     f"/desk/counter/{counter.reference}/",
                     f"/desk/counter/{counter.reference}/sign/", at(waiting.reference),
                     at(waiting.reference) + "return/", at(waiting.reference) + "forward/",
                     at(waiting.reference) + "propose/", at(waiting.reference) + "receipt/",
                     at(waiting.reference) + f"papers/{paper.pk}/", at(returned.reference),
                     there, f"{there}bills/{waiting_for.pk}/payment/", f"{there}number/",
                     f"{there}payments/{paid.pk}/"],
        "reviewer-zz": [there, f"{there}bills/{waiting_for.pk}/answer/", f"{there}{made.pk}/end/",
                        at(approved.reference), at(approved.reference) + "propose/",
                        at(accepted.reference), at(refused.reference),
                        at(cases.accepted(parent).reference) + "refuse/"],
        "hotline-zz": ["/desk/hotline/", f"/desk/hotline/{waiting.reference}/",
                       f"/desk/hotline/{returned.reference}/"],
        "officer-zz": ["/desk/figures/", "/desk/figures/?period=365"],
        "auditor-zz": ["/desk/audit/", f"/desk/audit/{waiting.reference}/"],
    }  # fmt: skip


def _paid() -> Case:
    """An approved application; the office said what one year costs, and the family paid too much.

    Other regions gave no answer.
    """
    by, clerk = cases.staff("reviewer"), cases.staff()
    case = cases.accepted(cases.family())
    assert case.child is not None
    inquiries.ask(person=case.child, region=case.region, by=clerk, at=cases.AT)
    operations.approve(case=case, by=by, at=cases.AT)
    bill = Enrolment.objects.get(case=case.reference).bills.order_by("year")[0]
    bill = enrolments.answer(bill=bill, amount_fen=40_000, source="2026年11月20日书面答复", by=by,
                             at=cases.AT)  # fmt: skip
    enrolments.record_payment(bill=bill, reference="TAX-2026-1", amount_fen=41_000, by=clerk,
                              paid_on=cases.AT.date(), at=cases.AT)  # fmt: skip
    return case


def _with_photo(parent: Actor) -> Case:
    """An application for insurance and card, with a photograph that meets the rules."""
    case = cases.filled(parent, want=("insured", "card"))
    photos.take_up(case=case, by=parent, at=cases.AT,
                   upload=drawn_pictures.encoded(drawn_pictures.portrait()))  # fmt: skip
    return operations.submit(case=Case.objects.get(pk=case.pk), by=parent, at=cases.AT)


def test_families_of_every_kind_can_be_examined() -> None:
    population.make(number=39, at=cases.AT)  # each kind of family, at different stages
    clerk, reviewer = (signed_in.staff(f"{role}-zz") for role in ("clerk", "reviewer"))
    doors = {"submitted": (clerk, ("", "return/", "forward/", "propose/", "receipt/")),
             "returned": (clerk, ("", "receipt/")), "accepted": (reviewer, ("", "refuse/")),
             "approved": (reviewer, ("", "receipt/")), "refused": (reviewer, ("",))}  # fmt: skip
    seen = set()
    for case in Case.objects.exclude(state__in=["draft", "withdrawn"]):
        client, pages = doors[case.state]
        for page in pages:
            answer = client.get(f"/desk/cases/{case.reference}/{page}")
            assert answer.status_code == 200, (case.reference, page)
            seen.add((case.state, page))
    assert {state for state, _ in seen} == set(doors)


def test_papers_stand_beside_the_fields() -> None:
    parent = cases.family()
    case = cases.filled(parent)
    paper = papers.add(case=case, document="birth-certificate", of="child", by=parent, at=cases.AT,
                       upload=drawn_pictures.encoded(drawn_pictures.sheet()))  # fmt: skip
    operations.submit(case=Case.objects.get(pk=case.pk), by=parent, at=cases.AT)
    clerk = signed_in.staff("clerk-zz", lang="en")
    page = clerk.get(f"/desk/cases/{case.reference}/").content.decode()
    source = f"/desk/cases/{case.reference}/papers/{paper.pk}/1/"
    assert f'src="{source}"' in page
    plain, turned = clerk.get(source), clerk.get(f"{source}?turn=90")
    assert plain["Content-Type"] == "image/jpeg"
    assert "no-store" in plain["Cache-Control"]
    assert _size(turned.content) == _size(plain.content)[::-1]
    assert clerk.get(f"/desk/cases/{case.reference}/papers/{paper.pk}/9/").status_code == 404


def _size(picture: bytes) -> tuple[int, int]:
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(picture)) as image:
        return image.size


def test_what_differs_from_the_plan_and_the_number_is_marked() -> None:
    parent = cases.family()
    told = {**cases.SITUATION, "child": {**cases.SITUATION["child"], "born_on": "2026-09-30"}}
    case = cases.submitted(parent, situation=told)
    page = signed_in.staff("clerk-zz", lang="en").get(
        f"/desk/cases/{case.reference}/").content.decode()  # fmt: skip
    assert "The plan was made with: Wed 30 Sep 2026" in page


def test_a_record_that_says_otherwise_is_marked() -> None:
    parent = cases.family()
    first = cases.submitted(parent, number=7)
    operations.withdraw(case=first, by=parent, at=cases.AT)
    draft = cases.draft(7)
    renamed = type(draft.child)(**{**_fields(draft.child), "name": "张二宝"})
    case = cases.submitted(parent, number=7, child=renamed)
    page = signed_in.staff("clerk-zz").get(f"/desk/cases/{case.reference}/").content.decode()
    assert "现有记录为：张小宝" in page


def _fields(struct: Any) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def test_numbers_are_masked_until_asked_for() -> None:
    case = cases.submitted(cases.family(), number=5)
    draft = cases.draft_in(case)
    assert draft.child.number is not None
    number = draft.child.number.number
    clerk = signed_in.staff("clerk-zz", lang="en")
    address = f"/desk/cases/{case.reference}/"
    assert number not in clerk.get(address).content.decode()
    assert number in clerk.get(f"{address}?numbers=whole").content.decode()


def test_what_is_written_is_never_read_as_markup() -> None:
    draft = cases.draft(3)
    name = "<script>alert(1)</script>𠮷·张"
    child = type(draft.child)(**{**_fields(draft.child), "name": name})
    case = cases.submitted(cases.family(), number=3, child=child)
    page = signed_in.staff("clerk-zz").get(f"/desk/cases/{case.reference}/").content.decode()
    assert "<script>alert" not in page
    assert name in "".join(text for _, text in Reader(page).said)


def test_the_clock_shows_how_it_was_counted() -> None:
    case = cases.submitted(cases.family())
    page = signed_in.staff("clerk-zz", lang="en").get(
        f"/desk/cases/{case.reference}/").content.decode()  # fmt: skip
    assert "first day, not counted" in page
    assert re.search(r"To be decided by \w{3} \d+ \w{3} 202\d", page)


def test_a_case_past_its_day_says_so_first() -> None:
    case = cases.submitted(cases.family())
    assert case.due_on is not None
    with time_machine.travel(cases.AT + timedelta(days=30), tick=False):
        clerk = signed_in.staff("clerk-zz", lang="en")
        page = clerk.get(f"/desk/cases/{case.reference}/").content.decode()
        listed = clerk.get("/desk/?light=late").content.decode()
    assert "Past its day: it was to be decided by" in page
    assert "past its day" in listed
    assert case.reference in listed


def test_a_proposal_is_decided_by_another_person() -> None:
    case = cases.accepted(cases.family())
    clerk, reviewer = (signed_in.staff(f"{role}-zz", lang="en") for role in ("clerk", "reviewer"))
    address = f"/desk/cases/{case.reference}/propose/"
    form = {"kind": "identity", "name": "张大宝", "reason": "The certificate says so"}
    assert clerk.post(address, form).status_code == 302
    proposal = Proposal.objects.get(case=case)
    here = f"/desk/cases/{case.reference}/"
    assert "张小宝" in reviewer.get(here).content.decode()
    assert b"do_approve" not in reviewer.get(here).content  # nothing is decided before
    assert reviewer.post(f"{here}approve/").status_code == 409
    assert clerk.post(f"{here}proposals/{proposal.pk}/", {"granted": "yes"}).status_code == 403
    assert reviewer.post(f"{here}proposals/{proposal.pk}/", {"granted": "yes"}).status_code == 302
    assert cases.draft_in(case).child.name == "张大宝"
    assert reviewer.post(f"{here}approve/").status_code == 302


def test_a_paper_is_done_without_when_two_agree() -> None:
    case = cases.submitted(cases.family())
    clerk, reviewer = (signed_in.staff(f"{role}-zz", lang="en") for role in ("clerk", "reviewer"))
    here = f"/desk/cases/{case.reference}/"
    paper = case.papers.get()
    assert clerk.post(f"{here}papers/{paper.pk}/judge/", {"verdict": "bad"}).status_code == 302
    refused = clerk.post(f"{here}accept/")
    assert refused.status_code == 409
    assert "marked as not in order" in refused.content.decode()
    asked = clerk.get(f"{here}propose/").content.decode()
    need = re.search(r'name="waive" value="([^"]+)"', asked)
    assert need is not None
    form = {
        "kind": "exception",
        "waive": need[1],
        "reason": "Lost in a flood, seen in the register",
    }
    assert clerk.post(f"{here}propose/", form).status_code == 302
    proposal = Proposal.objects.get(case=case)
    assert "do without" in reviewer.get(here).content.decode()
    assert reviewer.post(f"{here}proposals/{proposal.pk}/", {"granted": "yes"}).status_code == 302
    assert clerk.post(f"{here}accept/").status_code == 302
    assert reviewer.post(f"{here}papers/{paper.pk}/judge/", {"verdict": "bad"}).status_code == 409


def test_nobody_decides_on_what_they_proposed() -> None:
    case = cases.accepted(cases.family())
    reviewer = signed_in.staff("reviewer-zz", lang="en")
    here = f"/desk/cases/{case.reference}/"
    reviewer.post(f"{here}propose/", {"kind": "identity", "sex": "2", "reason": "seen"})
    proposal = Proposal.objects.get(case=case)
    assert "You proposed this" in reviewer.get(here).content.decode()
    answer = reviewer.post(f"{here}proposals/{proposal.pk}/", {"granted": "yes"})
    assert answer.status_code == 409
    assert "Another person must decide it" in answer.content.decode()


def test_the_service_needs_no_desk(client: Client) -> None:
    assert SERVICE.account is None
    assert client.get("/desk/", HTTP_HOST="localhost").status_code == 302
