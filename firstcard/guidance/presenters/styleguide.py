"""Examples for the page that shows all components, made of the same fields as every form. Pure."""

from firstcard.guidance.forms.controls import Drawing, Search
from firstcard.guidance.forms.fields import NOT_SURE, Field, Form, FormError, Option
from firstcard.guidance.words import WORDS, Lang

ADDRESS = "https://firstcard.example/kept/u8RqYx0kTzWc4nVb2mLs7A/"
_PLACE = "sg-place"
_FIELDS = (
    Field("sg-choice", "radios", WORDS["sg_choice"], options=(
        Option("parent", WORDS["sg_choice_parent"]),
        Option("other", WORDS["sg_choice_other"], reveals=(
            Field("sg-day", "date", WORDS["sg_choice_other_hint"], hint=WORDS["date_hint"],
                  unsure=NOT_SURE.label),)),
        NOT_SURE)),
    Field("sg-ticks", "ticks", WORDS["sg_ticks"], options=(
        Option("certificate", WORDS["sg_ticks_certificate"]),
        Option("register", WORDS["sg_ticks_register"]))),
    Field(_PLACE, "place", WORDS["sg_place"], options=(
        Option("here", WORDS["sg_row_1_value"]), NOT_SURE)),
)  # fmt: skip
_WRONG = (Field("sg-date", "date", WORDS["sg_date"], hint=WORDS["date_hint"]),)
_MISTAKES = (FormError("sg-date-month", WORDS["sg_error"]),)


def examples(*, lang: Lang, form: Form | None, search: Search | None) -> dict[str, object]:
    """What the page shows: questions, a question with a mistake, and its summary."""
    typed = {"sg-choice": ["other"], "sg-ticks": ["certificate"]} if form is None else form
    wrong = Drawing(lang, {"sg-date-year": ["2026"], "sg-date-month": ["13"], **(form or {})},
                    _MISTAKES)  # fmt: skip
    return {"controls": Drawing(lang, typed, search=search).draw(_FIELDS),
            "wrong": wrong.draw(_WRONG), "mistakes": wrong.summary()}  # fmt: skip
