"""An application on its way through the desk, as family, clerk and reviewer see it."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from cases import (
    AT,
    REGION,
    SITUATION,
    accepted,
    add_paper,
    again,
    citizen_id,
    complete,
    draft,
    draft_in,
    family,
    filled,
    staff,
    started,
    submitted,
)
from msgspec import structs

from firstcard.accounts import consents
from firstcard.accounts.models import Account
from firstcard.accounts.notices import KEEP_PAPERS
from firstcard.casework import clocks, completeness, operations, queries
from firstcard.casework.content import draft_of
from firstcard.casework.draft import Adult, Child, Number
from firstcard.casework.models import (
    Authorisation,
    CardPhoto,
    Case,
    CaseEvent,
    Defect,
    Paper,
    Signature,
)
from firstcard.casework.operations import Found, Refused, drafting
from firstcard.casework.queries import Filters
from firstcard.casework.refusals import (
    AppliedAlready,
    Decided,
    Incomplete,
    NewDefectsTooLate,
    NotNow,
    OtherRecord,
    OwnProposal,
    StaleCase,
    Taken,
)
from firstcard.core import vault
from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, Invalid, NotAllowed, NotFound
from firstcard.enrolment.models import Enrolment
from firstcard.enrolment.refusals import AlreadyInsured
from firstcard.guidance import packs_store
from firstcard.messages.models import Message
from firstcard.people import telephones
from firstcard.people.models import Guardianship, IdentityDocument, Office, Person
from firstcard.people.numbers import number_of, person_of

pytestmark = pytest.mark.django_db

IDENTITY = "parent-identity-card"
UNREADABLE = Found(document=IDENTITY, of="guardian", reason="unreadable")


def days(number: int) -> timedelta:
    return timedelta(days=number)


def actions(case: Case) -> list[str]:
    return [event.action for event in queries.history(case)]


class TestTheWholeWay:
    def test_to_an_approval(self) -> None:
        parent, clerk, reviewer = family(), staff(), staff("reviewer")
        case = submitted(parent)
        assert case.office is not None
        operations.accept(case=case, by=clerk, at=AT)
        operations.approve(case=case, by=reviewer, at=AT)
        assert again(case).state == "approved"
        assert again(case).decided_at == AT
        assert actions(case) == ["start", "submit", "accept", "approve"]

    def test_each_step_is_in_the_audit_trail(self) -> None:
        case = accepted(family())
        operations.approve(case=case, by=staff("reviewer"), at=AT)
        found = AuditEntry.objects.filter(case=case.reference).values_list("action", flat=True)
        assert {"case.start", "case.save", "case.submit", "person.record", "case.accept",
                "guardianship.record", "case.approve"} <= set(found)  # fmt: skip

    def test_no_name_or_number_lies_open_in_history_or_audit(self) -> None:
        case = accepted(family(), number=7)
        told = draft_of(case)
        rows = [*CaseEvent.objects.values_list("detail", flat=True),
                *AuditEntry.objects.values_list("detail", flat=True)]  # fmt: skip
        written = json.dumps(rows, ensure_ascii=False)
        assert told.child.number is not None
        assert told.child.name not in written
        assert told.child.number.number not in written
        assert told.child.name.encode() not in bytes(again(case).draft)


class TestBeginning:
    def test_the_same_key_twice_is_one_case(self) -> None:
        parent = family()
        first, second = started(parent, key="form 1"), started(parent, key="form 1")
        assert first.reference == second.reference
        assert Case.objects.count() == 1
        assert actions(first) == ["start"]

    def test_the_same_key_of_somebody_else_is_another_case(self) -> None:
        assert started(family(), key="1").pk != started(family(), key="1").pk

    def test_what_the_plan_was_told_stands_in_it(self) -> None:
        situation = {"child": {"born_on": "2026-10-01", "nationality": "foreign"}}
        case = operations.start(by=family(), key="1", want=["insured"], region=REGION,
                                language="en", situation=situation, at=AT)  # fmt: skip
        assert draft_in(case).child == Child(born_on="2026-10-01", nationality="foreign")

    @pytest.mark.parametrize("answers", [5, {"family": 5}, {"family": {"family": "x"}}, ["a"]])
    def test_answers_that_are_none_are_refused(self, answers: object) -> None:
        with pytest.raises(Invalid):
            operations.start(by=family(), key="1", want=["insured"], region=REGION,
                             language="en", situation={"answers": answers}, at=AT)  # fmt: skip

    def test_nor_are_they_kept_later_where_no_page_could_show_them(self) -> None:
        parent = family()
        case = started(parent)
        with pytest.raises(Invalid):
            operations.save(case=case, by=parent, at=AT, version=case.version,
                            draft=draft(1, situation={"answers": "x"}))  # fmt: skip

    def test_more_than_an_application_can_hold_is_refused(self) -> None:
        parent = family()
        case = started(parent)
        flood = draft(1, ways={str(n): "x" * 100 for n in range(1000)})
        with pytest.raises(Invalid):
            operations.save(case=case, by=parent, draft=flood, version=case.version, at=AT)
        deep: dict[str, object] = {}
        for _ in range(900):
            deep = {"a": deep}
        with pytest.raises(Invalid):
            operations.start(by=parent, key="2", want=["insured"], region=REGION, language="en",
                             situation=deep, at=AT)  # fmt: skip

    def test_what_was_told_wrongly_stops_nothing(self) -> None:
        wrong = {"child": {"born_on": 7}}
        case = operations.start(by=family(), key="1", want=["insured"], region=REGION,
                                language="en", situation=wrong, at=AT)  # fmt: skip
        assert draft_in(case).child == Child()

    def test_a_reference_in_use_is_not_given_twice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        first = started(family())
        references = iter([first.reference, first.reference, "FC-2222-2222-X"])
        monkeypatch.setattr(drafting, "new_reference", lambda: next(references))
        second = started(family())
        assert second.reference == "FC-2222-2222-X"
        assert draft_in(second).child.born_on == "2026-10-01"

    def test_something_must_be_wanted(self) -> None:
        with pytest.raises(Invalid):
            started(family(), want=())
        with pytest.raises(Invalid):
            started(family(), want=("pension",))

    def test_only_with_the_right_to(self) -> None:
        with pytest.raises(NotAllowed):
            started(staff("hotline"))

    @pytest.mark.parametrize("region", ["999999", "000000"])
    def test_a_place_that_is_none_is_refused(self, region: str) -> None:
        with pytest.raises(Invalid) as refused:
            operations.start(by=family(), key="1", want=["insured"], region=region,
                             language="en", situation={}, at=AT)  # fmt: skip
        assert "region" in refused.value.fields


class TestSaving:
    def test_what_was_filled_in_is_there_again(self) -> None:
        parent = family()
        case = started(parent)
        whole = draft(3)
        operations.save(case=case, by=parent, draft=whole, version=case.version, at=AT)
        assert draft_in(case) == whole

    def test_of_two_browsers_the_second_is_told(self) -> None:
        parent = family()
        case = started(parent)
        before = case.version
        operations.save(case=case, by=parent, draft=draft(1), version=before, at=AT)
        with pytest.raises(StaleCase):
            operations.save(case=again(case), by=parent, draft=draft(2), version=before, at=AT)
        assert draft_in(case) == draft(1)

    def test_not_while_the_office_holds_it(self) -> None:
        parent = family()
        case = submitted(parent)
        with pytest.raises(NotNow):
            operations.save(case=case, by=parent, draft=draft(1), version=case.version, at=AT)

    def test_somebody_elses_case_is_not_there(self) -> None:
        case = started(family())
        with pytest.raises(NotFound):
            operations.save(case=case, by=family(), draft=draft(), version=1, at=AT)

    def test_a_clerk_does_not_see_what_a_family_fills_in_at_home(self) -> None:
        case = filled(family())
        with pytest.raises(NotFound):
            queries.case_for(reference=case.reference, by=staff(), at=AT)

    def test_a_change_after_signing_takes_the_signature_back(self) -> None:
        parent = family()
        case = filled(parent)
        operations.save(case=case, by=parent, draft=draft(99), version=case.version, at=AT)
        with pytest.raises(Incomplete) as refused:
            operations.submit(case=case, by=parent, at=AT)
        assert [m.kind for m in refused.value.missing] == ["signature"]


class TestHandingIn:
    def test_twice_is_one_case_with_one_reference_and_one_message(self) -> None:
        parent = family()
        Account.objects.filter(pk=parent.account).update(telephone=telephones.sealed("13800000001"))
        case = filled(parent)
        first = operations.submit(case=case, by=parent, at=AT)
        second = operations.submit(case=case, by=parent, at=AT)
        assert first.reference == second.reference
        assert actions(case) == ["start", "submit"]
        assert Message.objects.filter(case=case.reference).count() == 1
        assert Person.objects.count() == 2

    def test_everything_missing_is_named_at_once(self) -> None:
        parent = family()
        case = started(parent)
        with pytest.raises(Incomplete) as refused:
            operations.submit(case=case, by=parent, at=AT)
        named = {each.id for each in refused.value.missing}
        assert {"child.name", "child.number", "applicant", "consequences", "signature",
                "notice.applying", f"{IDENTITY} guardian"} <= named  # fmt: skip
        assert all(each.text.en and each.text.zh for each in refused.value.missing)
        assert again(case).state == "draft"
        assert not Person.objects.exists()

    def test_a_paper_that_is_missing_is_named_with_its_basis(self) -> None:
        parent = family()
        case = filled(parent)
        Paper.objects.filter(case=case, document=IDENTITY).delete()
        with pytest.raises(Incomplete) as refused:
            operations.submit(case=case, by=parent, at=AT)
        (missing,) = refused.value.missing
        assert (missing.kind, missing.id) == ("paper", f"{IDENTITY} guardian")
        assert missing.basis[0].law == "handling-regulation"

    def test_the_card_needs_the_citizen_id_number_and_a_photo(self) -> None:
        parent = family()
        child = Child(name="张小宝", sex=1, born_on="2026-10-01",
                      number=Number("birth-certificate", "P410000001"))  # fmt: skip
        case = filled(parent, want=("insured", "card"), child=child)
        found = {m.id: m for m in completeness.missing(case=case, on=date(2026, 11, 23))}
        assert set(found) == {"child.number.citizen-id", "card-photo"}

    def test_insurance_alone_goes_with_the_birth_certificate(self) -> None:
        child = Child(name="张小宝", sex=1, born_on="2026-10-01",
                      number=Number("birth-certificate", "P410000001"))  # fmt: skip
        case = submitted(family(), child=child)
        assert case.child is not None
        assert person_of(kind="birth-certificate", number="P410000001") == case.child
        assert case.papers.filter(document="birth-certificate").exists()

    @pytest.mark.parametrize(("child", "field"), [
        ({"born_on": "2026-13-01"}, "child.born_on"),
        ({"born_on": "2027-01-01"}, "child.born_on"),
        ({"sex": 2}, "child.sex"),
        ({"born_on": "2026-10-02"}, "child.born_on"),
        ({"number": Number("citizen-id", "410105202610010012")}, "child.number"),
        ({"name": "张\x00"}, "child.name"),
        ({"name": "张" * 201}, "child.name"),
    ])  # fmt: skip
    def test_what_cannot_be_right_is_named(self, child: dict[str, object], field: str) -> None:
        parent = family()
        number = Number("citizen-id", citizen_id(date(2026, 10, 1), 1))
        told = {"name": "张小宝", "sex": 1, "born_on": "2026-10-01", "number": number, **child}
        case = started(parent)
        whole = draft(1, child=Child(**told))  # type: ignore[arg-type]
        operations.save(case=case, by=parent, draft=whole, version=case.version, at=AT)
        with pytest.raises(Incomplete) as refused:
            operations.submit(case=case, by=parent, at=AT)
        assert field in refused.value.fields

    def test_facts_that_are_none_are_named_and_do_not_break_anything(self) -> None:
        parent = family()
        case = filled(parent)
        whole = draft(1, situation={"guardian": "nobody", "child": {"birthplace": 7}})
        operations.save(case=case, by=parent, draft=whole, version=case.version, at=AT)
        with pytest.raises(Incomplete) as refused:
            operations.submit(case=case, by=parent, at=AT)
        assert set(refused.value.fields) == {"situation.guardian", "situation.child.birthplace"}

    @pytest.mark.parametrize("name", [
        "阿卜杜拉·买买提艾力·吐尔逊江", "𠮷野小宝", "Łukasz O\u2019Brien", "王" * 60,
    ])  # fmt: skip
    def test_names_are_kept_as_given(self, name: str) -> None:
        child = Child(name=name, sex=1, born_on="2026-10-01",
                      number=Number("citizen-id", citizen_id(date(2026, 10, 1), 501)))  # fmt: skip
        case = submitted(family(), child=child)
        assert case.child is not None
        assert Person.objects.get(pk=case.child.pk).name == name

    def test_an_open_application_of_the_same_child_is_found(self) -> None:
        mother = family()
        first = submitted(mother, number=5)
        with pytest.raises(AppliedAlready) as own:
            submitted(mother, number=5)
        assert own.value.reference == first.reference
        with pytest.raises(AppliedAlready) as other:
            submitted(family(), number=5)
        assert other.value.reference == "", "a stranger's reference was given away"

    def test_after_it_was_withdrawn_one_can_apply_again(self) -> None:
        parent = family()
        operations.withdraw(case=submitted(parent, number=5), by=parent, at=AT)
        assert submitted(parent, number=5).state == "submitted"

    def test_persons_are_recorded_in_one_order_whoever_is_named_first(self) -> None:
        """Twins handed in at once, the parents the other way round, do not block each other."""
        parent, born = family(), date(1995, 3, 4)
        both = [
            Adult(relation, "李美丽", Number("citizen-id", citizen_id(born, n)), "13800000001")
            for relation, n in (("mother", 41), ("father", 40))
        ]  # type: ignore[arg-type]
        submitted(parent, number=5, adults=tuple(both))
        found = IdentityDocument.objects.order_by("pk")
        kept = [number_of(each) for each in found]
        assert len(kept) == 3
        assert kept == sorted(kept)

    def test_twins_are_two_cases(self) -> None:
        parent = family()
        assert submitted(parent, number=1).child != submitted(parent, number=2).child

    def test_a_known_person_is_matched_and_left_as_recorded(self) -> None:
        parent = family()
        first = submitted(parent, number=5)
        operations.withdraw(case=first, by=parent, at=AT)
        born = date(2026, 10, 1)
        child = Child(name="张大宝", sex=1, born_on=born.isoformat(),
                      number=Number("citizen-id", citizen_id(born, 5)))  # fmt: skip
        second = submitted(parent, child=child)
        assert second.child == first.child
        assert Person.objects.get(pk=second.child_id).name == "张小宝"
        assert queries.history(second)[-1].detail == {"differs": ["child.name"]}

    def test_the_rules_it_is_examined_by_are_fixed(self) -> None:
        pack, _, digest = submitted(family()).pack.partition("@")
        assert packs_store.current().packs[pack].digest == digest

    def test_a_birthday_at_the_office_asks_for_nothing_more(self) -> None:
        """Card Measures, article 10: a photograph from seven years on; the day handed in counts."""
        born = (AT + timedelta(days=1)).date().replace(year=2019)
        situation = {**SITUATION, "child": {**SITUATION["child"], "born_on": born.isoformat()}}
        child = structs.replace(draft().child, born_on=born.isoformat(),
                        number=Number("citizen-id", citizen_id(born, 1)))  # fmt: skip
        parent = family()
        case = filled(parent, want=("card",), situation=situation, child=child)
        CardPhoto.objects.create(case=case, sealed=b"", taken_up_at=AT)
        case = operations.submit(case=case, by=parent, at=AT)
        case.region = "610113"  # where only the national rules are known
        for days_later in (0, 1, 30):
            on = (AT + timedelta(days=days_later)).date()
            photo = next(w for w in completeness.wanted_papers(case=case, on=on)
                         if w.document == "card-photo")  # fmt: skip
            assert not photo.required

    def test_the_telephone_is_written_to_where_there_is_no_account(self) -> None:
        clerk = staff()
        case = filled(clerk)
        assert case.channel == "counter"
        operations.submit(case=case, by=clerk, at=AT)
        (message,) = Message.objects.filter(case=case.reference)
        assert telephones.opened(bytes(message.telephone)) == "13800000001"


class TestTheOffice:
    def test_it_is_the_one_of_the_packs_for_the_district(self) -> None:
        office = submitted(family()).office
        assert office is not None
        assert (office.code, office.kind) == (
            "sample-medical-insurance-jinshui", "medical-insurance-agency")  # fmt: skip
        assert office.sample

    def test_where_none_is_known_it_has_the_name_of_its_kind(self) -> None:
        parent = family()
        case = operations.start(by=parent, key="k", want=["insured"], region="410102",
                                language="zh", situation={}, at=AT)  # fmt: skip
        situation = {**draft().situation, "region": "410102"}
        operations.save(case=case, by=parent, draft=draft(1, situation=situation),
                        version=case.version, at=AT)  # fmt: skip
        complete(case)
        office = operations.submit(case=case, by=parent, at=AT).office
        assert office is not None
        assert office.region == "410102"
        assert office.name_zh.endswith("中原区医保经办机构")
        assert office.name_en.startswith("medical insurance agency, ")
        assert not office.sample

    def test_a_card_alone_goes_to_the_card_office(self) -> None:
        case = started(family(), want=("card",))
        kind = packs_store.current()
        from firstcard.casework.offices import kind_for

        assert kind_for(want=["card"], book=kind, region=case.region, on=date(2026, 11, 23)) == (
            "social-security-centre")  # fmt: skip


class TestThePromise:
    def test_ten_working_days_by_the_handling_regulation(self) -> None:
        case = submitted(family())
        assert case.due_on == date(2026, 12, 7)
        assert case.clock.document == "enrolment"
        book = packs_store.current()
        due = clocks.due(clock=case.clock, book=book, region=REGION, on=date(2026, 11, 23))
        assert due.left == 10
        assert (due.basis[0].law, due.basis[0].article) == ("handling-regulation", "6")
        assert sum(line.counted for line in due.lines) == 10

    def test_missing_papers_are_named_within_five_working_days(self) -> None:
        case = submitted(family())
        assert clocks.examine_by(case=case, book=packs_store.current()) == date(2026, 11, 30)

    def test_it_stands_while_the_family_is_asked_and_goes_on_after(self) -> None:
        parent, clerk = family(), staff()
        case = submitted(parent)
        operations.send_back(case=case, by=clerk, defects=[UNREADABLE], at=AT + days(2))
        assert again(case).due_on is None
        add_paper(case, IDENTITY, "guardian")
        operations.submit(case=case, by=parent, at=AT + days(9))
        # Two of ten were used by Wednesday the 25th; eight follow Wednesday 2 December.
        assert again(case).due_on == date(2026, 12, 14)
        assert again(case).submitted_at == AT, "a returned case keeps its place"

    def test_the_light_follows_the_packs_warning(self) -> None:
        case = submitted(family())
        lights = {day: clocks.light(case=case, on=date(2026, 12, day)) for day in (1, 2, 7, 8)}
        assert lights == {1: "fine", 2: "soon", 7: "soon", 8: "late"}

    def test_the_service_warns_escalates_and_tells_each_once(self) -> None:
        case = submitted(family())
        assert operations.remind(at=AT) == 0
        assert operations.remind(at=AT + days(9)) == 1
        assert operations.remind(at=AT + days(9)) == 0
        assert operations.remind(at=AT + days(11)) == 1
        assert operations.remind(at=AT + days(15)) == 1
        assert actions(case)[2:] == ["warn", "escalate", "miss"]
        assert again(case).state == "submitted"
        sent = Message.objects.filter(case=case.reference).values_list("template", flat=True)
        assert list(sent).count("application-late") == 1

    def test_a_decided_case_is_not_reminded_of(self) -> None:
        case = accepted(family())
        operations.approve(case=case, by=staff("reviewer"), at=AT)
        assert operations.remind(at=AT + days(100)) == 0
        assert again(case).clock.stopped_on == date(2026, 11, 23)


class TestTaking:
    def test_nobody_else_can_act_and_is_told_who_has_it(self) -> None:
        case, mine, other = submitted(family()), staff(name="张晓"), staff()
        operations.take(case=case, by=mine, at=AT)
        for act in (operations.take, operations.accept):
            with pytest.raises(Taken) as refused:
                act(case=again(case), by=other, at=AT + timedelta(minutes=14))
            assert refused.value.who == "张晓"
            assert "10:15" in refused.value.text.zh

    def test_it_runs_out(self) -> None:
        case, other = submitted(family()), staff()
        operations.take(case=case, by=staff(), at=AT)
        later = AT + timedelta(minutes=15)
        operations.take(case=again(case), by=other, at=later)
        assert again(case).taken_by_id == other.account

    def test_using_it_keeps_it(self) -> None:
        case, mine = submitted(family()), staff()
        operations.take(case=case, by=mine, at=AT)
        operations.take(case=case, by=mine, at=AT + timedelta(minutes=10))
        with pytest.raises(Taken):
            operations.take(case=again(case), by=staff(), at=AT + timedelta(minutes=20))

    def test_let_go_it_is_free(self) -> None:
        case, mine = submitted(family()), staff()
        operations.take(case=case, by=mine, at=AT)
        operations.release(case=case, by=mine, at=AT)
        operations.take(case=again(case), by=staff(), at=AT)

    def test_letting_go_of_anothers_does_nothing(self) -> None:
        case, mine = submitted(family()), staff()
        operations.take(case=case, by=mine, at=AT)
        operations.release(case=again(case), by=staff(), at=AT)
        assert again(case).taken_by_id == mine.account

    def test_it_changes_no_version_and_no_state(self) -> None:
        case = submitted(family())
        operations.take(case=case, by=staff(), at=AT)
        assert (again(case).version, again(case).state) == (case.version, "submitted")

    def test_the_family_is_not_kept_out(self) -> None:
        parent = family()
        case = submitted(parent)
        operations.take(case=case, by=staff(), at=AT)
        operations.withdraw(case=again(case), by=parent, at=AT)
        assert again(case).state == "withdrawn"

    def test_what_is_decided_cannot_be_taken(self) -> None:
        case = accepted(family())
        operations.approve(case=case, by=staff("reviewer", name="王敏"), at=AT)
        with pytest.raises(Decided) as refused:
            operations.take(case=again(case), by=staff(), at=AT)
        assert refused.value.who == "王敏"


class TestSendingBack:
    def test_once_with_all_defects(self) -> None:
        case, clerk = submitted(family()), staff()
        found = [
            UNREADABLE,
            Found(field="child.name", reason="name-differs", note="户口簿上是张小保"),
        ]
        operations.send_back(case=case, by=clerk, defects=found, at=AT)
        told = list(Defect.objects.filter(case=case).order_by("pk"))
        assert [(d.document, d.field, d.reason) for d in told] == [
            (IDENTITY, "", "unreadable"), ("", "child.name", "name-differs")]  # fmt: skip
        assert len({d.event_id for d in told}) == 1
        assert told[0].basis[0]["law"] == "handling-regulation"

    def test_a_bad_paper_must_come_anew(self) -> None:
        parent = family()
        case = submitted(parent)
        operations.send_back(case=case, by=staff(), defects=[UNREADABLE], at=AT)
        with pytest.raises(Incomplete) as refused:
            operations.submit(case=case, by=parent, at=AT)
        assert set(refused.value.fields) == {f"{IDENTITY} guardian"}
        add_paper(case, IDENTITY, "guardian")
        assert operations.submit(case=case, by=parent, at=AT).state == "submitted"
        assert actions(case) == ["start", "submit", "return", "resubmit"]

    def _twice(self, second: list[Found]) -> Case:
        parent, clerk = family(), staff()
        case = submitted(parent)
        operations.send_back(case=case, by=clerk, defects=[
            UNREADABLE, Found(field="child.name", reason="name-differs")], at=AT)  # fmt: skip
        add_paper(case, IDENTITY, "guardian")
        operations.submit(case=case, by=parent, at=AT)
        return operations.send_back(case=again(case), by=clerk, defects=second, at=AT)

    def test_the_second_time_nothing_new_may_be_named(self) -> None:
        with pytest.raises(NewDefectsTooLate) as refused:
            self._twice([UNREADABLE, Found(field="child.sex", reason="other", note="x")])
        assert set(refused.value.fields) == {"child.sex"}

    def test_the_second_time_what_was_not_mended_may(self) -> None:
        case = self._twice([UNREADABLE])
        assert again(case).state == "returned"
        mended = Defect.objects.filter(case=case, field="child.name", mended_at__isnull=False)
        assert mended.exists()

    @pytest.mark.parametrize("found", [
        [], [Found(reason="unreadable")], [Found(document="x", field="y", reason="missing")],
        [Found(document=IDENTITY, of="guardian", reason="ugly")],
        [Found(document=IDENTITY, of="guardian", reason="other")],
        [Found(document="marriage-certificate", reason="missing")],
        [Found(document=f"{IDENTITY} guardian", reason="missing")],
        [Found(field="child.shoes", reason="missing")], [Found(field="x" * 150, reason="missing")],
        [Found(field="child.name", of="child", reason="missing")],
    ])  # fmt: skip
    def test_only_with_a_reason_from_the_list_for_something_the_rules_ask(
        self, found: list[Found]
    ) -> None:
        case = submitted(family())
        with pytest.raises(Invalid):
            operations.send_back(case=case, by=staff(), defects=found, at=AT)
        assert again(case).state == "submitted"
        assert not Defect.objects.exists()


class TestAccepting:
    def test_who_acts_for_the_child_is_recorded_with_proof(self) -> None:
        child = Child(name="张小宝", sex=1, born_on="2026-10-01",
                      number=Number("birth-certificate", "P410000002"))  # fmt: skip
        accepted(family(), child=child)
        (tie,) = Guardianship.objects.all()
        assert (tie.relation, tie.scope, tie.proof) == ("mother", "all", "birth-certificate")
        assert tie.since == date(2026, 10, 1)

    def test_an_agent_acts_for_this_case_only(self) -> None:
        number = Number("citizen-id", citizen_id(date(1960, 5, 6), 8))
        agent = Adult("agent", "李奶奶", number, "13800000002")
        case = accepted(family(), adults=(agent,), applicant="agent")
        (tie,) = Guardianship.objects.all()
        assert (tie.relation, tie.scope) == ("agent", case.reference)
        assert {"letter-of-authority", "agent-identity-card"} <= set(
            case.papers.values_list("document", flat=True))  # fmt: skip

    def test_a_paper_shown_once_is_not_asked_for_again(self) -> None:
        parent = family()
        accepted(parent, number=1)
        twin = started(parent)
        operations.save(case=twin, by=parent, draft=draft(1), version=twin.version, at=AT)
        account = twin.applicant
        assert account is not None
        for said in (False, True):
            consents.record(by=parent, account=account, notice=KEEP_PAPERS, given=said, at=AT)
            asked = completeness.wanted_papers(case=twin, on=date(2026, 11, 23))
            assert next(w for w in asked if w.document == IDENTITY).proven is said
        named = {m.id for m in completeness.missing(case=twin, on=date(2026, 11, 23))}
        assert f"{IDENTITY} guardian" not in named

    def test_a_bad_paper_stands_in_the_way(self) -> None:
        case = submitted(family())
        case.papers.filter(document=IDENTITY).update(verdict="bad")
        with pytest.raises(Conflict):
            operations.accept(case=case, by=staff(), at=AT)
        assert again(case).state == "submitted"


class TestDeciding:
    def test_a_refusal_has_reasons_basis_and_remedy_with_its_day(self) -> None:
        case = accepted(family())
        operations.refuse(case=case, by=staff("reviewer"),
                          reasons=[Refused(reason="no-ground")], at=AT)  # fmt: skip
        detail = queries.history(case)[-1].detail
        assert detail["reasons"][0]["basis"][0]["law"] == "state-council-2024-38"
        remedies = {each["id"]: each for each in detail["remedies"]}
        assert remedies["reconsideration"]["until"] == "2027-01-22"
        # A Sunday in a year whose calendar is not out: not moved on, and said to be unsure.
        assert remedies["lawsuit"]["until"] == "2027-05-23"
        assert remedies["lawsuit"]["provisional"]

    def test_what_a_clerk_writes_stands_in_the_history_and_not_in_the_trail(self) -> None:
        """The trail cannot be put right: words in it, which may name somebody, would stay."""
        case = accepted(family())
        reasons = [Refused(reason="untrue", note="李美丽 is not the mother")]
        operations.refuse(case=case, by=staff("reviewer"), reasons=reasons, at=AT)
        detail = queries.history(case)[-1].detail
        assert detail["reasons"][0]["note"] == "李美丽 is not the mother"
        entry = AuditEntry.objects.get(action="case.refuse")
        assert entry.detail["reasons"][0]["reason"] == "untrue"
        assert "李美丽" not in json.dumps(entry.detail, ensure_ascii=False)

    @pytest.mark.parametrize("reasons", [
        [], [Refused(reason="no-mood")], [Refused(reason="untrue", note=" ")],
    ])  # fmt: skip
    def test_no_refusal_without_a_reason(self, reasons: list[Refused]) -> None:
        case = accepted(family())
        with pytest.raises(Invalid):
            operations.refuse(case=case, by=staff("reviewer"), reasons=reasons, at=AT)
        assert again(case).state == "accepted"

    def test_the_second_one_is_told_who_and_when(self) -> None:
        case = accepted(family())
        late = again(case)
        operations.approve(case=case, by=staff("reviewer", name="王敏"), at=AT)
        for held in (late, again(case)):
            with pytest.raises(Decided) as refused:
                operations.refuse(case=held, by=staff("reviewer"),
                                  reasons=[Refused(reason="no-ground")], at=AT)  # fmt: skip
            assert (refused.value.who, refused.value.at) == ("王敏", AT)
            assert "2026年11月23日 10:00" in refused.value.text.zh
            assert "approved, by 王敏 on 23 November 2026 at 10:00" in refused.value.text.en

    def test_after_the_family_withdrew_it_is_said_so(self) -> None:
        parent = family()
        case = accepted(parent)
        held = again(case)
        operations.withdraw(case=case, by=parent, at=AT)
        with pytest.raises(Decided) as refused:
            operations.approve(case=held, by=staff("reviewer"), at=AT)
        assert "withdrawn, by the family" in refused.value.text.en
        assert "申请人" in refused.value.text.zh

    def test_a_clerk_does_not_decide(self) -> None:
        case = accepted(family())
        with pytest.raises(NotAllowed):
            operations.approve(case=case, by=staff(), at=AT)

    def test_only_within_ones_region(self) -> None:
        case = accepted(family())
        with pytest.raises(NotFound):
            operations.approve(case=case, by=staff("reviewer", region="410300"), at=AT)

    def test_not_ones_own_application(self) -> None:
        reviewer = staff("reviewer")
        parent = Actor(kind="person", account=reviewer.account,
                       grants=(*reviewer.grants, *family().grants))  # fmt: skip
        case = accepted(parent)
        with pytest.raises(NotAllowed):
            operations.approve(case=case, by=parent, at=AT)


class TestTheEnrolment:
    def test_an_approval_registers_it_with_its_bill(self) -> None:
        case = accepted(family())
        assert not Enrolment.objects.exists()
        operations.approve(case=case, by=staff("reviewer"), at=AT + days(30))
        (enrolment,) = Enrolment.objects.all()
        assert (enrolment.person_id, enrolment.case) == (case.child_id, case.reference)
        assert enrolment.region == "410100"
        assert enrolment.applied_on == date(2026, 11, 23), "in time is when the family handed it in"
        assert enrolment.bills.exists()

    def test_a_refusal_registers_nothing(self) -> None:
        case = accepted(family())
        operations.refuse(case=case, by=staff("reviewer"),
                          reasons=[Refused(reason="no-ground")], at=AT)  # fmt: skip
        assert not Enrolment.objects.exists()

    def test_who_is_insured_already_is_not_insured_twice(self) -> None:
        parent, reviewer = family(), staff("reviewer")
        first = accepted(parent, number=5)
        operations.approve(case=first, by=reviewer, at=AT)
        second = accepted(parent, number=5)
        with pytest.raises(AlreadyInsured) as refused:
            operations.approve(case=second, by=reviewer, at=AT)
        assert refused.value.case == first.reference
        assert again(second).state == "accepted", "half a decision was left"
        assert actions(second)[-1] == "accept"

    def test_the_account_is_the_parents_once_the_office_has_seen_it(self) -> None:
        parent = family()
        case = accepted(parent)
        account = Account.objects.get(pk=parent.account)
        assert account.person is not None
        assert account.person.name == "李美丽"
        assert account.person.wards.filter(child=case.child).exists()


class TestForwarding:
    def _other(self) -> Office:
        return Office.objects.create(code="erqi", kind="medical-insurance-agency", region="410103",
                                     name_zh="示例", name_en="Sample")  # fmt: skip

    def test_it_goes_on_there_and_the_family_is_told(self) -> None:
        case, office = accepted(family()), self._other()
        before = case.due_on
        operations.forward(case=case, by=staff(), office=office, at=AT)
        now = again(case)
        assert (now.state, now.region, now.office, now.due_on) == (
            "submitted", "410103", office, before)  # fmt: skip
        assert queries.history(case)[-1].detail["to"] == "erqi"
        told = Message.objects.filter(case=case.reference).values_list("template", flat=True)
        assert "application-forwarded" in told

    def test_who_sent_it_away_has_it_no_more(self) -> None:
        case, clerk = submitted(family()), staff(region=REGION)
        operations.forward(case=case, by=clerk, office=self._other(), at=AT)
        with pytest.raises(NotFound):
            operations.accept(case=again(case), by=clerk, at=AT)

    def test_not_to_where_it_is(self) -> None:
        case = submitted(family())
        assert case.office is not None
        with pytest.raises(Conflict):
            operations.forward(case=case, by=staff(), office=case.office, at=AT)


class TestFourEyes:
    def _correction(self, case: Case, by: Actor) -> object:
        return operations.propose(case=case, by=by, kind="identity", reason="户口簿上是张小保",
                                  change={"name": "张小保"}, at=AT)  # fmt: skip

    def test_not_by_oneself(self) -> None:
        case, reviewer = accepted(family()), staff("reviewer")
        proposal = operations.propose(case=case, by=reviewer, kind="identity", reason="x",
                                      change={"name": "张小保"}, at=AT)  # fmt: skip
        with pytest.raises(OwnProposal):
            operations.decide_proposal(proposal=proposal, by=reviewer, granted=True, at=AT)
        assert case.child is not None
        assert Person.objects.get(pk=case.child.pk).name == "张小宝"

    def test_no_decision_while_it_waits(self) -> None:
        case = accepted(family())
        self._correction(case, staff())
        with pytest.raises(Conflict):
            operations.approve(case=again(case), by=staff("reviewer"), at=AT)

    def test_agreed_to_it_is_put_right_in_case_and_record(self) -> None:
        case, born = accepted(family(), number=5), date(2026, 10, 1)
        right = citizen_id(born, 6 + 1)
        proposal = operations.propose(
            case=case, by=staff(), kind="identity", reason="抄错号码", at=AT,
            change={"name": "张小保", "number": {"kind": "citizen-id", "number": right}},
        )  # fmt: skip
        operations.decide_proposal(proposal=proposal, by=staff("reviewer"), granted=True, at=AT)
        now = again(case)
        assert now.child is not None
        assert (now.child.name, draft_of(now).child.name) == ("张小保", "张小保")
        assert person_of(kind="citizen-id", number=right) == now.child
        assert person_of(kind="citizen-id", number=citizen_id(born, 5)) is None
        assert not now.needs_second_person
        assert actions(case)[-2:] == ["propose", "confirm"]
        operations.approve(case=now, by=staff("reviewer"), at=AT)

    def test_a_number_of_somebody_else_is_refused_whole(self) -> None:
        case, other = accepted(family(), number=5), submitted(family(), number=6)
        taken = draft_of(other).child.number
        assert taken is not None
        change = {"name": "别的", "number": {"kind": taken.kind, "number": taken.number}}
        with pytest.raises(OtherRecord):
            operations.propose(case=case, by=staff(), kind="identity", reason="x", at=AT,
                               change=change)  # fmt: skip
        with pytest.raises(Conflict, match="cannot be the same child"):
            operations.propose(case=case, by=staff(), kind="identity", reason="x", at=AT,
                               change={**change, "same_child": True})  # fmt: skip
        assert not case.proposals.exists()

    def test_a_number_that_became_somebody_elses_meanwhile_is_refused_whole(self) -> None:
        case, born = accepted(family(), number=5), date(2026, 10, 1)
        number = {"kind": "citizen-id", "number": citizen_id(born, 6)}
        proposal = operations.propose(case=case, by=staff(), kind="identity", reason="x", at=AT,
                                      change={"name": "别的", "number": number})  # fmt: skip
        submitted(family(), number=6)
        with pytest.raises(Conflict):
            operations.decide_proposal(proposal=proposal, by=staff("reviewer"), granted=True, at=AT)
        proposal.refresh_from_db()
        assert proposal.decided_at is None
        assert case.child is not None
        assert Person.objects.get(pk=case.child.pk).name == "张小宝"

    def test_not_agreed_to_nothing_changes(self) -> None:
        case = accepted(family())
        proposal = self._correction(case, staff())
        operations.decide_proposal(proposal=proposal, by=staff("reviewer"), granted=False, at=AT)  # type: ignore[arg-type]
        assert draft_in(case).child.name == "张小宝"
        assert not again(case).needs_second_person

    def test_an_exception_does_without_a_paper(self) -> None:
        parent, clerk = family(), staff()
        case = submitted(parent)
        case.papers.filter(document=IDENTITY).update(verdict="bad")
        need = next(w.need for w in completeness.wanted_papers(case=case, on=date(2026, 11, 23))
                    if w.document == IDENTITY)  # fmt: skip
        proposal = operations.propose(case=case, by=clerk, kind="exception", reason="证件换领中",
                                      change={"waive": [need]}, at=AT)  # fmt: skip
        operations.decide_proposal(proposal=proposal, by=staff("reviewer"), granted=True, at=AT)
        assert operations.accept(case=again(case), by=clerk, at=AT).state == "accepted"

    def test_decided_twice_names_the_first(self) -> None:
        case = accepted(family())
        proposal = self._correction(case, staff())
        operations.decide_proposal(proposal=proposal, by=staff("reviewer", name="王敏"),  # type: ignore[arg-type]
                                   granted=False, at=AT)  # fmt: skip
        with pytest.raises(Decided) as refused:
            operations.decide_proposal(proposal=proposal, by=staff("reviewer"), granted=True,  # type: ignore[arg-type]
                                       at=AT)  # fmt: skip
        assert refused.value.who == "王敏"

    @pytest.mark.parametrize("change", [
        {}, {"waive": []}, {"name": 5}, {"salary": "1"}, {"number": {"kind": "x", "number": "1"}},
        {"name": " "}, {"name": "x" * 3000}, {"sex": 70_000}, {"born_on": "2126-01-01"},
        {"number": {"kind": "citizen-id", "number": "1"}},
    ])  # fmt: skip
    def test_a_change_that_is_none_is_refused(self, change: dict[str, object]) -> None:
        case = accepted(family())
        kind = "exception" if "waive" in change else "identity"
        with pytest.raises(Invalid):
            operations.propose(case=case, by=staff(), kind=kind, reason="x", change=change, at=AT)  # type: ignore[arg-type]

    def test_after_a_refusal_or_a_withdrawal_nothing_is_put_right_any_more(self) -> None:
        parent = family()
        case = submitted(parent)
        proposal = self._correction(case, staff())
        operations.withdraw(case=again(case), by=parent, at=AT)
        with pytest.raises(Decided):
            operations.decide_proposal(proposal=proposal, by=staff("reviewer"), granted=True,  # type: ignore[arg-type]
                                       at=AT)  # fmt: skip
        assert case.child is not None
        assert Person.objects.get(pk=case.child.pk).name == "张小宝"
        assert draft_in(case).child.name == "张小宝"
        operations.decide_proposal(proposal=proposal, by=staff("reviewer"), granted=False, at=AT)  # type: ignore[arg-type]
        assert not again(case).needs_second_person

    def test_one_of_a_kind_at_a_time(self) -> None:
        case = accepted(family())
        self._correction(case, staff())
        with pytest.raises(Conflict):
            self._correction(again(case), staff())


class TestReading:
    def test_a_read_is_written_down_with_the_person(self) -> None:
        case, clerk = submitted(family()), staff()
        queries.case_for(reference=case.reference.lower(), by=clerk, at=AT)
        entry = AuditEntry.objects.filter(action="case.read").get()
        assert (entry.account, entry.case, entry.person) == (
            clerk.account, case.reference, case.child_id)  # fmt: skip

    def test_another_region_reads_nothing(self) -> None:
        case = submitted(family())
        for stranger in (staff(region="410300"), family(), staff("administrator")):
            with pytest.raises(NotFound):
                queries.case_for(reference=case.reference, by=stranger, at=AT)
        assert not AuditEntry.objects.filter(action="case.read").exists()

    def test_the_hotline_follows_and_does_not_read(self) -> None:
        case, hotline = submitted(family()), staff("hotline")
        found = queries.case_for(reference=case.reference, by=hotline, at=AT)
        assert found.state == "submitted"
        with pytest.raises(NotFound):
            queries.draft_for(case=found, by=hotline)

    def test_the_second_parent_reads_once_they_agreed(self) -> None:
        case, other = submitted(family()), family()
        row = Authorisation.objects.create(
            case=case, of="father", account_id=other.account, token_hash=b"1", asked_at=AT,
            expires_at=AT + days(7))  # fmt: skip
        with pytest.raises(NotFound):
            queries.case_for(reference=case.reference, by=other, at=AT)
        Authorisation.objects.filter(pk=row.pk).update(granted=True, answered_at=AT)
        assert queries.case_for(reference=case.reference, by=other, at=AT) == case
        with pytest.raises(NotAllowed):
            operations.withdraw(case=case, by=other, at=AT)

    def test_tracking_needs_a_second_fact(self) -> None:
        case = submitted(family(), number=7)
        number = draft_of(case).child.number
        assert number is not None
        for second in ("2026-10-01", number.number[-4:].lower()):
            found = queries.by_reference_and_fact(reference=case.reference, second=second, at=AT)
            assert found.case == case
        for second in ("", "2026-10-02", "张小宝"):
            with pytest.raises(NotFound):
                queries.by_reference_and_fact(reference=case.reference, second=second, at=AT)
        with pytest.raises(NotFound):
            queries.by_reference_and_fact(reference="FC-2222-2222-3", second="2026-10-01", at=AT)


class TestTheWorklist:
    def _pages(self, by: Actor, filters: Filters, limit: int) -> list[list[str]]:
        found, after = [], ""
        while True:
            page = queries.worklist(by=by, filters=filters, limit=limit, at=AT, after=after)
            found.append([row.case.reference for row in page.rows])
            if not page.after:
                return found
            after = page.after

    def test_by_promise_page_by_page_each_once(self) -> None:
        parent, clerk = family(), staff()
        cases = [submitted(parent, at=AT + days(n)) for n in (3, 1, 2, 0)]
        operations.send_back(case=cases[0], by=clerk, defects=[UNREADABLE], at=AT + days(3))
        expected = [cases[n].reference for n in (3, 1, 2, 0)]
        assert self._pages(clerk, Filters(), 3) == [expected[:3], expected[3:]]
        assert self._pages(clerk, Filters(), 1) == [[each] for each in expected]

    def test_only_ones_own_region(self) -> None:
        submitted(family())
        assert self._pages(staff(region="410300"), Filters(), 9) == [[]]
        assert self._pages(staff(region="110000"), Filters(), 9) == [[]]
        assert self._pages(staff("hotline"), Filters(), 9) == [[]]
        assert len(self._pages(staff(region="410000"), Filters(), 9)[0]) == 1
        assert len(self._pages(staff(region=REGION), Filters(), 9)[0]) == 1

    def test_drafts_are_not_on_it(self) -> None:
        filled(family())
        assert self._pages(staff(), Filters(), 9) == [[]]

    def test_filters(self) -> None:
        clerk, other = staff(), staff()
        first, second = submitted(family()), submitted(family())
        operations.take(case=first, by=clerk, at=AT)
        operations.accept(case=second, by=other, at=AT)

        def shown(**filters: object) -> set[str]:
            return set(self._pages(clerk, Filters(**filters), 9)[0])  # type: ignore[arg-type]

        assert shown(taken="mine") == {first.reference}
        assert shown(taken="free") == {second.reference}
        assert shown(taken="others") == set()
        assert shown(states=["accepted"]) == {second.reference}
        assert shown(reference=first.reference) == {first.reference}
        assert shown(reference="nonsense") == set()
        assert shown(want="card") == set()
        assert shown(light="late") == shown(light="soon") == set()
        assert shown(region="410103") == set()
        assert shown(region="410100") == {first.reference, second.reference}
        assert first.office is not None
        assert shown(office=first.office.code) == {first.reference, second.reference}

    def test_counts(self) -> None:
        clerk = staff()
        operations.take(case=submitted(family()), by=clerk, at=AT)
        accepted(family())
        found = queries.counts(by=clerk, at=AT)
        assert found.by_state == {"submitted": 1, "accepted": 1, "returned": 0}
        assert (found.late, found.soon, found.mine) == (0, 0, 1)
        later = queries.counts(by=clerk, at=AT + days(30))
        assert (later.late, later.soon) == (2, 0)


def test_a_number_lies_sealed_and_is_found_by_its_index() -> None:
    case = submitted(family(), number=7)
    (row,) = IdentityDocument.objects.filter(person=case.child)
    number = draft_of(case).child.number
    assert number is not None
    assert number.number.encode() not in bytes(row.sealed)
    assert number_of(row) == number.number
    assert row.last_four == number.number[-4:]
    with pytest.raises(vault.CannotOpen):
        vault.unseal(bytes(row.sealed), purpose="identity number", bound="passport")


def test_withdrawn_twice_is_withdrawn_once() -> None:
    parent = family()
    case = submitted(parent)
    operations.withdraw(case=case, by=parent, at=AT)
    operations.withdraw(case=again(case), by=parent, at=AT)
    assert actions(case)[-1:] == ["withdraw"]
    assert Signature.objects.filter(case=case, void_at=None).exists()
    with pytest.raises(NotNow):
        operations.submit(case=case, by=parent, at=AT)
