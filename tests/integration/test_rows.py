"""A row inserted the short way is the row that Django would have inserted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cases import family, started
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from firstcard.casework.models import Case, CaseEvent
from firstcard.core.models import AuditEntry
from firstcard.core.rows import change, chosen, insert, new_number, one, write_together
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def an_entry() -> AuditEntry:
    return AuditEntry(at=AT, actor_kind="service", action="x", subject="y", case="z",
                      detail={"名": ["阿", 1, None, True]})  # fmt: skip


def test_every_column_is_as_django_writes_it() -> None:
    short, usual = an_entry(), an_entry()
    insert(short)
    usual.save(force_insert=True)
    rows = AuditEntry.objects.filter(pk__in=[short.pk, usual.pk]).order_by("pk").values()
    first, second = (dict(row) for row in rows)
    for row in (first, second):
        del row["id"]
        assert row.pop("written_at") is not None
    assert first == second
    assert usual.pk == short.pk + 1


def test_ties_to_other_rows_are_kept() -> None:
    case = started(family())
    event = CaseEvent(case=case, action="warn", before="draft", after="draft", at=AT, role="s")
    insert(event)
    found = CaseEvent.objects.get(pk=event.pk)
    assert (found.case_id, found.at, found.account_id, found.detail) == (case.pk, AT, None, {})
    assert not event._state.adding


def test_rows_are_written_together_as_each_alone() -> None:
    case = started(family())
    event = CaseEvent(case=case, action="warn", before="draft", after="draft", at=AT, role="s")
    entry, usual = an_entry(), an_entry()
    write_together(event, entry)
    insert(usual)
    assert CaseEvent.objects.get(pk=event.pk).action == "warn"
    first, second = (
        AuditEntry.objects.filter(pk=each.pk).values().get() for each in (entry, usual)
    )
    for row in (first, second):
        del row["id"], row["written_at"]
    assert first == second
    assert not event._state.adding
    assert not entry._state.adding


def test_of_two_rows_both_are_there_or_none() -> None:
    case = started(family())
    events = CaseEvent.objects.count()
    bad = CaseEvent(case=case, action="warn", before="draft", after="x" * 13, at=AT, role="s")
    with pytest.raises(DataError), transaction.atomic():
        write_together(bad, an_entry())
    assert CaseEvent.objects.count() == events
    assert not AuditEntry.objects.filter(action="x").exists()


def test_a_row_that_is_there_is_written_with_new_ones_that_name_each_other() -> None:
    case = started(family())
    event = CaseEvent(case=case, action="warn", before="draft", after="draft", at=AT, role="s")
    event.pk = new_number(CaseEvent)
    case.region = "411300"
    write_together(event, case, an_entry())
    assert CaseEvent.objects.get(pk=event.pk).action == "warn"
    assert Case.objects.get(pk=case.pk).region == "411300"
    assert AuditEntry.objects.filter(action="x").count() == 1


def test_a_row_read_the_short_way_is_the_row_itself() -> None:
    case = started(family())
    found = one(Case, reference=case.reference, lock=True)
    assert found is not None
    for name in (field.attname for field in Case._meta.concrete_fields):
        usual = getattr(Case.objects.get(pk=case.pk), name)
        read = getattr(found, name)
        assert (bytes(read) if name in ("draft", "start_key") else read) == (
            bytes(usual) if name in ("draft", "start_key") else usual)  # fmt: skip
    assert found.applicant_id == case.applicant_id
    assert one(Case, reference="' OR 1=1 --") is None


def test_rows_of_a_query_of_our_own_are_the_rows_themselves() -> None:
    case = started(family())
    found = chosen(Case, "WHERE t.reference = %s", ["x", case.reference], also="%s::text")
    assert found == [(case, "x")]
    row = found[0][0]
    assert (row.created_at, row.region, bytes(row.draft)) == (
        case.created_at, case.region, bytes(Case.objects.get(pk=case.pk).draft))  # fmt: skip
    assert chosen(Case, "WHERE t.reference = %s", ["' OR 1=1 --"]) == []


def test_rows_are_changed_where_their_columns_say_so_and_only_there() -> None:
    """As `QuerySet.update` does it, with a version that counts up."""
    first, second = (Person.objects.create(name=name, sex=1) for name in ("甲", "乙"))
    assert change(Person, where={"id": first.pk, "sex": 2}, to={"name": "丙"}) == 0
    to = {"name": "丙", "merged_into_id": second.pk}
    assert change(Person, where={"id": first.pk, "sex": 1}, to=to, count_up="sex") == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.name, first.merged_into_id, first.sex) == ("丙", second.pk, 2)
    assert (second.name, second.sex) == ("乙", 1)


def test_what_is_read_is_the_same_whether_or_not_somebody_looks_on() -> None:
    case = started(family())
    alone = one(Case, reference=case.reference, lock=True)
    with CaptureQueriesContext(connection) as seen:
        watched = one(Case, reference=case.reference, lock=True)
    assert "FOR NO KEY UPDATE" in seen.captured_queries[0]["sql"]
    columns = [field.attname for field in Case._meta.concrete_fields]
    first, second = ([getattr(each, name) for name in columns] for each in (alone, watched))
    assert first == second


def test_what_the_database_refuses_is_djangos_error_and_ends_the_transaction() -> None:
    entry = an_entry()
    insert(entry)
    with pytest.raises(IntegrityError), transaction.atomic():
        write_together(AuditEntry(id=entry.pk, at=AT, action="x", subject="y"))
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            insert(an_entry())
