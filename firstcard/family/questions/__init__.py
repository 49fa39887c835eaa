"""The questions of an application, one a page, in the order in which they are asked."""

from firstcard.family.application import Application
from firstcard.family.questions.applicant import APPLICANT
from firstcard.family.questions.base import Question
from firstcard.family.questions.child import CHILD
from firstcard.family.questions.choices import DELIVERY, GROUND, RELATION

GROUPS: dict[str, tuple[Question, ...]] = {
    "child": CHILD, "you": APPLICANT, "ground": GROUND, "relation": RELATION,
    "delivery": DELIVERY,
}  # fmt: skip
ALL = {each.id: each for group in GROUPS.values() for each in group}


def group_of(question: str) -> str:
    """The name of the group in which a question stands."""
    return next(name for name, group in GROUPS.items() if question in {q.id for q in group})


def asked(application: Application, group: str) -> list[Question]:
    """The questions of a group that this family is asked."""
    return [each for each in GROUPS[group] if each.asked(application)]


def first_open(application: Application, group: str) -> Question | None:
    """The first question of a group without an answer."""
    return next((each for each in asked(application, group) if not each.answered(application)),
                None)  # fmt: skip
