"""What may be changed in an application that was sent back: only what was named.

A clerk names fields as the desk shows them: "child.name", "adult.mother.number", "delivery".
"""

from __future__ import annotations

from firstcard.casework.models import Case, Defect
from firstcard.casework.states import CaseState
from firstcard.family.application import Application

# What hangs on a question: mending one may ask for the others.
_ALONG = {"child.number": ("child.sex", "told.birth"), "child.born_on": ("told.birth",),
          "child.sex": ("child.number",), "told.birth": ("child.number",),
          "applicant": ("adult.name", "adult.number", "principal", "principal.name")}  # fmt: skip
_QUESTIONS = {"child.name": "child-name", "child.number": "child-number", "child.sex": "child-sex",
              "applicant": "applicant", "adult.name": "adult-name",
              "adult.number": "adult-number", "principal.name": "principal-name",
              "delivery": "delivery"}  # fmt: skip


def open_defects(case: Case) -> list[Defect]:
    """What the family was told and has to mend."""
    return list(case.defects.filter(mended_at=None).select_related("event").order_by("pk"))


def field_of(application: Application, named: str) -> str:
    """The field as the questions call it."""
    parts = named.split(".")
    if parts[0] != "adult" or len(parts) < 2:
        return named
    principal = application.principal
    of_principal = principal is not None and parts[1] == principal.relation
    return f"{'principal' if of_principal else 'adult'}.{parts[-1]}"


def question_of(application: Application, named: str) -> str | None:
    """The question on which a field is mended; None where it is signed anew."""
    question = _QUESTIONS.get(field_of(application, named))
    if question == "child-sex" and _number_tells(application):
        return "child-number"
    return question


def _number_tells(application: Application) -> bool:
    number = application.draft.child.number
    return number is not None and number.kind == "citizen-id"


def may_change(application: Application, field: str) -> bool:
    """Whether a field may be changed now: in a draft all, after a return what was named."""
    if application.case.state != CaseState.RETURNED:
        return True
    named = {field_of(application, each.field)
             for each in open_defects(application.case) if each.field}  # fmt: skip
    return field in named | {along for name in named for along in _ALONG.get(name, ())}


def may_change_paper(application: Application, document: str, of: str) -> bool:
    """The same for a paper."""
    if application.case.state != CaseState.RETURNED:
        return True
    return any(each.document == document and each.of in (of, "")
               for each in open_defects(application.case))  # fmt: skip
