"""Fields drawn for a template: every label, every value typed before, every mistake. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from firstcard.guidance.forms.fields import DATE_PARTS, Field, Form, FormError, Option, first
from firstcard.guidance.words import Lang, say, word
from firstcard.policy.format import Text

_WIDTH = {"year": 4, "month": 2, "day": 2}


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched for on one place field, and what was found (code, name)."""

    name: str
    query: str
    found: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OptionControl:
    """One radio button or tick box."""

    id: str
    value: str
    label: str
    hint: str
    checked: bool
    reveals: list["Control"]


@dataclass(frozen=True, slots=True)
class DatePart:
    """Year, month or day of a date."""

    id: str
    name: str
    label: str
    value: str
    width: int


@dataclass(slots=True)
class Control:
    """One field, ready to be set."""

    kind: str
    name: str
    label: str
    hint: str
    error: str = ""
    options: list[OptionControl] = field(default_factory=list)
    parts: list[DatePart] = field(default_factory=list)
    unsure: OptionControl | None = None
    query: str = ""
    found: str = ""

    @property
    def described_by(self) -> str:
        """Ids of the hint and the error, for aria-describedby."""
        ids = [f"{self.name}-hint"] if self.hint else []
        return " ".join([*ids, f"{self.name}-error"] if self.error else ids)


@dataclass(frozen=True)
class Drawing:
    """What every field of one page shares."""

    lang: Lang
    form: Form
    errors: Sequence[FormError] = ()
    search: Search | None = None
    place_names: Mapping[str, str] = field(default_factory=dict)

    def draw(self, fields: Sequence[Field]) -> list[Control]:
        """The controls of some fields."""
        return [self._control(each) for each in fields]

    def summary(self) -> list[tuple[str, str]]:
        """Every mistake with the control to go to."""
        return [(error.control, say(error.message, self.lang)) for error in self.errors]

    def _control(self, each: Field) -> Control:
        control = Control(each.kind, each.name, say(each.label, self.lang), self._maybe(each.hint),
                          self._error(each))  # fmt: skip
        if each.kind == "date":
            self._date(each, control)
        else:
            control.options = [self._option(each, option) for option in each.options]
        if each.kind == "place":
            self._place(each, control)
        return control

    def _maybe(self, text: Text | None) -> str:
        return say(text, self.lang) if text else ""

    def _error(self, each: Field) -> str:
        own = {f"{each.name}-{part}" for part in (*DATE_PARTS, "search")}
        own |= {f"{each.name}-{option.id}" for option in each.options}
        found = [say(error.message, self.lang) for error in self.errors if error.control in own]
        return found[0] if found else ""

    def _option(self, each: Field, option: Option) -> OptionControl:
        sent = self.form.get(each.name, ())
        return OptionControl(
            f"{each.name}-{option.id}", option.id, say(option.label, self.lang),
            self._maybe(option.hint), option.id in sent, self.draw(option.reveals))  # fmt: skip

    def _date(self, each: Field, control: Control) -> None:
        control.parts = [
            DatePart(f"{each.name}-{part}", f"{each.name}-{part}", word(part, self.lang),
                     first(self.form, f"{each.name}-{part}"), _WIDTH[part])
            for part in DATE_PARTS]  # fmt: skip
        if each.unsure:
            name = f"{each.name}-unsure"
            control.unsure = OptionControl(name, "yes", say(each.unsure, self.lang), "",
                                           bool(first(self.form, name)), [])  # fmt: skip

    def _place(self, each: Field, control: Control) -> None:
        control.query = first(self.form, f"{each.name}-search")
        shown = {option.value for option in control.options}
        chosen = first(self.form, each.name)
        found = dict(self.search.found) if self.search and self.search.name == each.name else {}
        if chosen in self.place_names:
            found = {chosen: self.place_names[chosen], **found}
        extra = [OptionControl(f"{each.name}-{code}", code, name, "", code == chosen, [])
                 for code, name in found.items() if code not in shown]  # fmt: skip
        unsure = [option for option in control.options if option.value == "unknown"]
        fixed = [option for option in control.options if option.value != "unknown"]
        control.options = [*fixed, *extra, *unsure]
        if self.search and self.search.name == each.name:
            control.found = self._found_words(self.search)

    def _found_words(self, search: Search) -> str:
        number = len(search.found)
        name = {0: "search_none", 1: "search_found_one"}.get(number, "search_found")
        return word(name, self.lang, n=number, query=search.query)
