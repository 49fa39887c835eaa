"""What may be changed in an application that was sent back: only what was named."""

from __future__ import annotations

from collections.abc import Iterable

from firstcard.casework.models import Case, Defect
from firstcard.casework.states import CaseState
from firstcard.family.application import Application

# What hangs on a field: mending one may ask for the other.
_ALONG = {"child.number": ("child.sex", "child.born_on"), "child.born_on": ("told.birth",),
          "applicant": ("adult.name", "adult.number", "principal", "principal.name")}  # fmt: skip


def open_defects(case: Case) -> list[Defect]:
    """What the family was told and has to mend."""
    return list(case.defects.filter(mended_at=None).order_by("pk"))


def may_change(application: Application, field: str) -> bool:
    """Whether a field may be changed now: in a draft all, after a return what was named."""
    if application.case.state != CaseState.RETURNED:
        return True
    return field in named_fields(open_defects(application.case))


def named_fields(defects: Iterable[Defect]) -> set[str]:
    """The fields that were named, with those that hang on them."""
    found = {each.field for each in defects if each.field}
    return found | {along for name in found for along in _ALONG.get(name, ())}


def may_change_paper(application: Application, document: str, of: str) -> bool:
    """The same for a paper."""
    if application.case.state != CaseState.RETURNED:
        return True
    return any(each.document == document and each.of in (of, "")
               for each in open_defects(application.case))  # fmt: skip
