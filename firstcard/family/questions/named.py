"""A name as a question: nothing inside is touched, the right dot is offered."""

from __future__ import annotations

from firstcard.family import names
from firstcard.family.forms import Form, Problem, Wrong
from firstcard.family.words import WORDS

FIX, KEEP = "right-dot", "as-typed"


def read(form: Form, *, missing: str) -> str:
    """The name. Raises Wrong; with a look-alike of the dot, `fix` is the name with the right one.

    Either button under such a name is an answer.
    """
    name = names.written(form.get("name", ""))
    fixed = names.with_dot(name)
    answer = form.get("dot", "")
    if fixed and answer == FIX:
        name, fixed = fixed, None
    wrong = names.wrong(name, missing=WORDS[missing])
    if wrong is None or (wrong is WORDS["name_dot"] and answer == KEEP):
        return name
    raise Wrong(Problem("name", wrong), fix=fixed if wrong is WORDS["name_dot"] and fixed else "")
