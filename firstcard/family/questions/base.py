"""What every question can do."""

from __future__ import annotations

from collections.abc import Sequence

from firstcard.casework.draft import Draft
from firstcard.family.application import Application
from firstcard.family.forms import Control, Form, Problem
from firstcard.family.words import WORDS
from firstcard.guidance.words import Lang
from firstcard.policy.format import Text


class Question:
    """One page with one question: when it is asked, how it is drawn, how its answer is read.

    Its words stand in `words.asked` under its id.
    """

    id = ""
    field = ""  # the name that casework gives it, in lists of what is missing or wrong

    def asked(self, application: Application) -> bool:
        """Whether this family is asked."""
        return True

    def answered(self, application: Application) -> bool:
        """Whether it has been answered."""
        raise NotImplementedError

    def title(self, application: Application) -> Text:
        """The question itself."""
        return WORDS[self.id]

    def why(self, application: Application) -> Text | None:
        """Why it is asked, or what the answer should agree with."""
        return WORDS.get(f"{self.id}_why")

    def form(self, application: Application) -> Form:
        """The answer of before, as the form that would send it."""
        raise NotImplementedError

    def controls(self, application: Application, form: Form, lang: Lang) -> Sequence[Control]:
        """What is drawn."""
        raise NotImplementedError

    def read(self, application: Application, form: Form) -> Draft:
        """The draft with the answer in it. Raises Wrong."""
        raise NotImplementedError

    def ways_on(
        self, application: Application, problems: Sequence[Problem]
    ) -> tuple[tuple[str, Text], ...]:
        """Other addresses that help here: path below the application, words."""
        return ()
