"""A citizen ID number for a child enrolled with its birth certificate, and twin records."""

from __future__ import annotations

from datetime import date

import pytest
from enrolments import CLERK, POOL, REVIEWER, at, enrol

from firstcard.core.actors import Actor, Grant
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, Invalid, NotAllowed
from firstcard.enrolment import operations, queries
from firstcard.enrolment.models import Enrolment
from firstcard.enrolment.refusals import AlreadyInsured, SecondRecord
from firstcard.enrolment.states import EnrolmentState
from firstcard.people.identity_numbers import id_check
from firstcard.people.models import Guardianship, Person
from firstcard.people.numbers import add_number, number_of, person_of

pytestmark = pytest.mark.django_db
BORN = date(2026, 6, 1)
LATER = at(date(2026, 9, 1))


def number(serial: int = 1, *, born_on: date = BORN) -> str:
    """A citizen ID number; an odd serial is a boy's."""
    first = f"410105{born_on:%Y%m%d}{serial:03d}"
    return first + id_check(first)


def newborn(certificate: str = "A410000001", *, sex: int = 1) -> Person:
    person = Person.objects.create(name="李小明", sex=sex, born_on=BORN)
    add_number(person=person, kind="birth-certificate", number=certificate)
    return person


def enrolled(person: Person | None = None, **more: object) -> Enrolment:
    return enrol(BORN, date(2026, 7, 1), person=person or newborn(), **more)  # type: ignore[arg-type]


class TestIdentifying:
    def test_the_number_is_added_to_the_same_record_and_its_enrolment(self) -> None:
        made = enrolled()
        assert made.identified_by == "birth-certificate"
        operations.identify(person=made.person, number=number(), by=CLERK, at=LATER)
        made.refresh_from_db()
        assert made.identified_by == "citizen-id"
        assert person_of(kind="citizen-id", number=number()) == made.person
        assert person_of(kind="birth-certificate", number="A410000001") == made.person
        assert made.events.last().action == "identify"

    def test_again_changes_nothing(self) -> None:
        made = enrolled()
        for _ in range(2):
            operations.identify(person=made.person, number=number(), by=CLERK, at=LATER)
        assert made.events.filter(action="identify").count() == 1

    def test_no_number_lies_open_anywhere(self) -> None:
        made = enrolled()
        operations.identify(person=made.person, number=number(), by=CLERK, at=LATER)
        said = " ".join(f"{entry.detail} {entry.subject}" for entry in AuditEntry.objects.all())
        said += " ".join(str(event.detail) for event in made.events.all())
        assert number() not in said
        document = made.person.documents.get(kind="citizen-id")
        assert number().encode() not in bytes(document.sealed)

    @pytest.mark.parametrize(("wrong", "said"), [
        (number(born_on=date(2026, 6, 2)), "born on 2 June 2026"),
        (number(2), "sex in this number is not the one"),
        (number()[:-1] + ("1" if number()[-1] != "1" else "2"), "wrong"),
        ("41010520260601", "18 characters"),
    ])  # fmt: skip
    def test_what_does_not_fit_the_child_is_refused_at_the_field(
        self, wrong: str, said: str
    ) -> None:
        made = enrolled()
        with pytest.raises(Invalid) as refused:
            operations.identify(person=made.person, number=wrong, by=CLERK, at=LATER)
        assert said in refused.value.fields["number"].en
        assert wrong not in refused.value.text.en
        assert not made.person.documents.filter(kind="citizen-id").exists()

    def test_another_number_than_the_one_there_takes_two_persons(self) -> None:
        made = enrolled()
        operations.identify(person=made.person, number=number(1), by=CLERK, at=LATER)
        with pytest.raises(Conflict, match="two people") as refused:
            operations.identify(person=made.person, number=number(3), by=CLERK, at=LATER)
        assert number(1) not in refused.value.text.en

    def test_a_number_of_a_second_record_is_not_taken_over(self) -> None:
        made = enrolled()
        other = Person.objects.create(name="李小明", sex=1, born_on=BORN)
        add_number(person=other, kind="citizen-id", number=number())
        with pytest.raises(SecondRecord) as refused:
            operations.identify(person=made.person, number=number(), by=CLERK, at=LATER)
        assert refused.value.other == other.pk

    def test_only_who_examines_there(self) -> None:
        made = enrolled()
        stranger = Actor(kind="person", grants=(Grant(role="clerk", region="411300"),))
        with pytest.raises(NotAllowed):
            operations.identify(person=made.person, number=number(), by=stranger, at=LATER)


class TestMerging:
    def twins(self) -> tuple[Person, Person]:
        """Two records of one child: by its birth certificate, and by its citizen ID number."""
        other = Person.objects.create(name="李小明", born_on=BORN)
        add_number(person=other, kind="citizen-id", number=number())
        return newborn(), other

    def test_everything_of_the_other_record_is_in_the_one_that_stays(self) -> None:
        kept, gone = self.twins()
        mother = Person.objects.create(name="王芳")
        for child in (kept, gone):
            Guardianship.objects.create(child=child, guardian=mother, relation="mother", since=BORN)
        made = enrolled(gone, groups=("orphan",))
        operations.merge(into=kept, other=gone, by=REVIEWER, at=LATER)
        made.refresh_from_db()
        gone.refresh_from_db()
        assert (made.person, gone.merged_into) == (kept, kept)
        assert {each.kind for each in kept.documents.all()} == {"citizen-id", "birth-certificate"}
        assert number_of(kept.documents.get(kind="citizen-id")) == number()
        assert kept.guardians.filter(until=None).count() == 1
        for person in (kept, gone):
            found = queries.state_on(person=person, on=BORN)
            assert (found.enrolment, found.state) == (made, EnrolmentState.ENTITLED)

    def test_of_two_enrolments_the_paid_one_stays_and_the_other_is_taken_back(self) -> None:
        kept, gone = self.twins()
        unpaid = enrolled(kept, case="FC-7K3M-9QX2-J")
        paid = enrolled(gone, groups=("orphan",), case="FC-7K3M-9QX2-K")
        operations.merge(into=kept, other=gone, by=REVIEWER, at=LATER)
        unpaid.refresh_from_db()
        assert unpaid.ended_reason == "duplicate"
        assert unpaid.period.isempty
        assert not queries.bills_of(enrolment=unpaid)
        found = queries.state_on(person=kept, on=date(2026, 9, 1))
        assert (found.enrolment, found.state) == (paid, EnrolmentState.ENTITLED)
        with pytest.raises(AlreadyInsured):
            enrolled(gone, case="FC-7K3M-9QX2-M")

    def test_different_children_are_not_merged(self) -> None:
        kept, gone = self.twins()
        Person.objects.filter(pk=gone.pk).update(born_on=date(2026, 6, 2))
        with pytest.raises(Conflict, match="cannot be the same child"):
            operations.merge(into=kept, other=gone, by=REVIEWER, at=LATER)
        brother = newborn("A410000002")
        add_number(person=brother, kind="citizen-id", number=number(3))
        Person.objects.filter(pk=gone.pk).update(born_on=BORN)
        with pytest.raises(Conflict, match="cannot be the same child"):
            operations.merge(into=brother, other=gone, by=REVIEWER, at=LATER)

    def test_a_record_is_merged_once(self) -> None:
        kept, gone = self.twins()
        operations.merge(into=kept, other=gone, by=REVIEWER, at=LATER)
        for pair in ((kept, gone), (gone, kept), (kept, kept)):
            with pytest.raises(Conflict, match="one record already"):
                operations.merge(into=pair[0], other=pair[1], by=REVIEWER, at=LATER)

    def test_it_takes_a_reviewer_wherever_one_of_them_is_enrolled(self) -> None:
        kept, gone = self.twins()
        enrolled(kept, case="FC-7K3M-9QX2-J")
        enrolled(gone, place="411302", case="FC-7K3M-9QX2-K")
        for nobody in (CLERK, REVIEWER):
            with pytest.raises(NotAllowed):
                operations.merge(into=kept, other=gone, by=nobody, at=LATER)
        both = Actor(kind="person", grants=(Grant(role="reviewer", region=POOL),
                                            Grant(role="reviewer", region="411300")))  # fmt: skip
        operations.merge(into=kept, other=gone, by=both, at=LATER)
        assert Enrolment.objects.filter(person=kept).count() == 2
