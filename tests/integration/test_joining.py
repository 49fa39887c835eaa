"""Two records of one child, joined when two persons have seen that they are one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from typing import Any

import cases
import pytest
import signed_in
import time_machine

from firstcard.casework import operations, queries
from firstcard.casework.draft import Number
from firstcard.casework.models import Case, Paper, Proposal
from firstcard.casework.refusals import OtherRecord, OwnProposal
from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, Invalid, NotAllowed
from firstcard.enrolment import operations as enrolments
from firstcard.enrolment import queries as insurance
from firstcard.enrolment.models import Enrolment
from firstcard.enrolment.refusals import AlreadyInsured, SecondRecord
from firstcard.people.models import Person
from firstcard.people.numbers import person_of

pytestmark = pytest.mark.django_db
AT, BORN = cases.AT, date(2026, 10, 1)
CERTIFICATE, CITIZEN = "A410000001", cases.citizen_id(BORN, 71)
NUMBER = {"kind": "citizen-id", "number": CITIZEN}


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield


def _told(number: Number) -> dict[str, Any]:
    has = number.kind == "citizen-id"
    child = cases.draft(71).child
    return {"number": 71,
            "situation": {**cases.SITUATION,
                          "child": {**cases.SITUATION["child"], "has_citizen_id": has}},
            "child": type(child)(child.name, child.sex, child.born_on, child.nationality,
                                 number)}  # fmt: skip


def by_certificate(parent: Actor | None = None) -> Case:
    """The child's first application, approved: it had no citizen ID number yet."""
    case = cases.accepted(parent or cases.family(),
                          **_told(Number("birth-certificate", CERTIFICATE)))  # fmt: skip
    return operations.approve(case=case, by=cases.staff("reviewer"), at=AT)


def by_citizen_id(parent: Actor | None = None) -> Case:
    """The same child's second application, with the number that it has now: a record of its own."""
    return cases.accepted(parent or cases.family(), **_told(Number("citizen-id", CITIZEN)))


def proposed(case: Case, *, by: Actor | None = None, number: dict[str, str] | None = None,
             **change: Any) -> Proposal:  # fmt: skip
    whole = {"number": number or NUMBER, "same_child": True, **change}
    return operations.propose(case=cases.again(case), by=by or cases.staff(), kind="identity",
                              reason="经核对为同一人", at=AT, change=whole)  # fmt: skip


def agreed(proposal: Proposal, by: Actor | None = None) -> Proposal:
    return operations.decide_proposal(proposal=proposal, by=by or cases.staff("reviewer"),
                                      granted=True, at=AT)  # fmt: skip


def actions(case: Case) -> list[str]:
    return [each.action for each in queries.history(cases.again(case))]


class TestAnEnrolmentByCertificateAndACitizenId:
    def test_from_the_refusal_to_one_child(self) -> None:
        """The whole way: the number is another record's; two agree; everything is one child's."""
        first, second = by_certificate(), by_citizen_id()
        assert first.child is not None
        assert second.child is not None
        gone = second.child
        with pytest.raises(SecondRecord):
            enrolments.identify(person=first.child, number=CITIZEN, by=cases.staff(), at=AT)
        agreed(proposed(first))

        kept = Person.objects.get(pk=first.child.pk)
        assert Person.objects.get(pk=gone.pk).merged_into == kept
        assert cases.again(first).child == cases.again(second).child == kept
        assert person_of(kind="citizen-id", number=CITIZEN) == kept
        assert person_of(kind="birth-certificate", number=CERTIFICATE) == kept
        made = Enrolment.objects.get()
        assert (made.person, made.identified_by) == (kept, "citizen-id")
        gone.refresh_from_db()
        assert insurance.state_on(person=gone, on=BORN).enrolment == made

    def test_history_and_audit_of_both_applications_say_so(self) -> None:
        first, second = by_certificate(), by_citizen_id()
        reviewer = cases.staff("reviewer", name="Wang Min")
        agreed(proposed(first), by=reviewer)
        assert actions(first)[-3:] == ["propose", "join", "confirm"]
        assert actions(second)[-1] == "join"
        event = cases.again(second).events.get(action="join")
        assert (event.name, event.before, event.after) == ("Wang Min", "accepted", "accepted")
        assert first.child is not None
        for case in (first, second):
            entry = AuditEntry.objects.get(case=case.reference, action="case.join")
            assert (entry.account, entry.person) == (reviewer.account, first.child.pk)
        merged = AuditEntry.objects.filter(action="person.merge").values_list("person", flat=True)
        assert len(set(merged)) == 2
        written = str(list(AuditEntry.objects.values_list("detail", flat=True))) + str(
            [each.detail for case in (first, second) for each in case.events.all()])  # fmt: skip
        assert CITIZEN not in written
        assert CERTIFICATE not in written

    def test_the_second_application_is_then_refused_as_insured_already(self) -> None:
        first, second = by_certificate(), by_citizen_id()
        agreed(proposed(first))
        with pytest.raises(AlreadyInsured) as refused:
            operations.approve(case=cases.again(second), by=cases.staff("reviewer"), at=AT)
        assert refused.value.case == first.reference

    def test_of_two_enrolments_one_stays(self) -> None:
        first, second = by_certificate(), by_citizen_id()
        operations.approve(case=second, by=cases.staff("reviewer"), at=AT)
        agreed(proposed(first))
        ended = Enrolment.objects.exclude(ended_on=None)
        assert [each.ended_reason for each in ended] == ["duplicate"]
        assert first.child is not None
        assert insurance.state_on(person=first.child, on=AT.date()).state is not None

    def test_papers_go_along(self) -> None:
        first, second = by_certificate(), by_citizen_id()
        paper = cases.add_paper(second, "household-register", "child")
        Paper.objects.filter(pk=paper.pk).update(person=second.child)
        agreed(proposed(first))
        paper.refresh_from_db()
        assert paper.person == first.child

    def test_it_goes_from_the_other_side_too(self) -> None:
        """Proposed in the second application; its own citizen ID number stays in what it says."""
        first, second = by_certificate(), by_citizen_id()
        certificate = {"kind": "birth-certificate", "number": CERTIFICATE}
        agreed(proposed(second, number=certificate))
        assert cases.again(second).child == first.child
        told = cases.draft_in(second).child.number
        assert told is not None
        assert told.number == CITIZEN
        assert not cases.again(second).needs_second_person

    def test_what_was_decided_on_stays_as_it_was(self) -> None:
        first, _ = by_certificate(), by_citizen_id()
        agreed(proposed(first))
        told = cases.draft_in(first).child.number
        assert told is not None
        assert told.kind == "birth-certificate"
        assert cases.again(first).state == "approved"


class TestWhatIsNotJoined:
    def test_it_takes_two_persons(self) -> None:
        first, second = by_certificate(), by_citizen_id()
        reviewer = cases.staff("reviewer")
        proposal = proposed(first, by=reviewer)
        with pytest.raises(OwnProposal):
            agreed(proposal, by=reviewer)
        assert cases.again(second).child == second.child
        assert not Person.objects.exclude(merged_into=None).exists()

    def test_not_agreed_to_nothing_changes(self) -> None:
        first, second = by_certificate(), by_citizen_id()
        operations.decide_proposal(proposal=proposed(first), by=cases.staff("reviewer"),
                                   granted=False, at=AT)  # fmt: skip
        assert cases.again(second).child == second.child
        assert "join" not in actions(first)

    def test_a_number_alone_joins_nothing(self) -> None:
        """A slip of the pen must not join two children: whoever proposes says that they are one."""
        first, second = by_certificate(), by_citizen_id()
        with pytest.raises(OtherRecord) as refused:
            proposed(first, same_child=False)
        assert refused.value.other == second.child_id
        assert not Proposal.objects.exists()

    def test_where_there_is_no_other_record(self) -> None:
        with pytest.raises(Invalid, match="nothing to join") as refused:
            proposed(by_certificate())
        assert "number" in refused.value.fields

    @pytest.mark.parametrize("unlike", [{"born_on": date(2026, 10, 2)}, {"sex": 2}])
    def test_what_cannot_be_one_child(self, unlike: dict[str, Any]) -> None:
        first, second = by_certificate(), by_citizen_id()
        Person.objects.filter(pk=second.child_id).update(**unlike)
        with pytest.raises(Conflict, match="cannot be the same child"):
            proposed(first)

    def test_two_open_applications_for_the_same_thing(self) -> None:
        parent = cases.family()
        first = cases.accepted(parent, **_told(Number("birth-certificate", CERTIFICATE)))
        second = by_citizen_id(cases.family())
        proposal = proposed(first)
        with pytest.raises(Conflict, match="open application for the same thing"):
            agreed(proposal)
        proposal.refresh_from_db()
        assert proposal.decided_at is None
        assert cases.again(second).child == second.child
        operations.refuse(case=cases.again(second), by=cases.staff("reviewer"), at=AT,
                          reasons=[operations.Refused(reason="no-ground")])  # fmt: skip
        agreed(proposal)
        assert cases.again(second).child == cases.again(first).child

    def test_an_application_of_another_region_takes_its_reviewer(self) -> None:
        first, second = by_certificate(), by_citizen_id()
        Case.objects.filter(pk=second.pk).update(region="420102")
        proposal = proposed(first)
        with pytest.raises(NotAllowed):
            agreed(proposal)

    def test_not_by_whoever_applied_in_the_other_one(self) -> None:
        first, second = by_certificate(), by_citizen_id()
        reviewer = cases.staff("reviewer")
        Case.objects.filter(pk=second.pk).update(applicant_id=reviewer.account)
        with pytest.raises(NotAllowed, match="your own application"):
            agreed(proposed(first), by=reviewer)

    def test_papers_are_done_without_only_until_the_decision(self) -> None:
        with pytest.raises(Conflict, match="only the child's identity"):
            operations.propose(case=by_certificate(), by=cases.staff(), kind="exception",
                               reason="x", change={"waive": ["x"]}, at=AT)  # fmt: skip


class TestAtTheDesk:
    def test_the_whole_way_through_the_pages(self) -> None:
        first, second = by_certificate(), by_citizen_id()
        clerk, reviewer = (signed_in.staff(f"{each}-zz", lang="en")
                           for each in ("clerk", "reviewer"))  # fmt: skip
        here = f"/desk/cases/{first.reference}/"
        form = {"number_kind": "citizen-id", "number": CITIZEN, "reason": "seen in the register"}
        refused = clerk.post(f"{here}propose/", form)
        page = unescape(refused.content.decode())
        assert refused.status_code == 409
        assert "This number is in another record here." in page
        assert f'value="{CITIZEN}"' in page
        assert 'name="same_child"' in page
        assert re.search(r'Date of birth:\s*<span class="light is-good">the same', page)
        assert second.reference in page
        looked = AuditEntry.objects.get(action="person.read")
        assert (looked.person, looked.case) == (second.child_id, first.reference)

        done = clerk.post(f"{here}propose/", {**form, "same_child": "yes"})
        assert done.status_code == 302
        assert first.reference in reviewer.get("/desk/?second=yes").content.decode()
        page = unescape(reviewer.get(here).content.decode())
        assert "Join with the other record that has the number" in page
        assert CITIZEN not in page
        assert "the same" in page
        number = Proposal.objects.get().pk
        agreed_to = reviewer.post(f"{here}proposals/{number}/", {"granted": "yes"})
        assert agreed_to.status_code == 302
        assert cases.again(second).child == first.child
        page = unescape(reviewer.get(here).content.decode())
        assert "two records of the child were joined" in page.lower()
        assert first.reference not in reviewer.get("/desk/?second=yes").content.decode()

    def test_a_guess_shows_nothing_of_a_stranger(self) -> None:
        first, second = by_certificate(), by_citizen_id()
        Person.objects.filter(pk=second.child_id).update(name="欧阳·陌生")
        clerk = signed_in.staff("clerk-zz", lang="en")
        form = {"number_kind": "citizen-id", "number": CITIZEN, "reason": "x"}
        page = clerk.post(f"/desk/cases/{first.reference}/propose/", form).content.decode()
        assert "欧阳" not in page
        assert "differs" in page

    def test_a_decided_case_still_names_who_decided_it(self) -> None:
        """Remarks that come after a decision are not taken for it."""
        first, _ = by_certificate(), by_citizen_id()
        agreed(proposed(first), by=cases.staff("reviewer", name="Zhao Lan"))
        with pytest.raises(Conflict) as refused:
            operations.refuse(case=cases.again(first), by=cases.staff("reviewer"), at=AT,
                              reasons=[operations.Refused(reason="no-ground")])  # fmt: skip
        assert "Zhao Lan" not in refused.value.text.en
