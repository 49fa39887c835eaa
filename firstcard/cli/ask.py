"""The six questions in a terminal: the same fields as the pages, read by the same reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

from firstcard.guidance import words
from firstcard.guidance.forms import questions
from firstcard.guidance.forms.fields import DATE_PARTS, Field, Option, read
from firstcard.guidance.forms.question_fields import WORDING, fields
from firstcard.policy.format import Text

if TYPE_CHECKING:
    from firstcard.policy.book import RuleBook

Form = dict[str, list[str]]
_MOST_FOUND = 8
_BACK = "<"


class _Back(Exception):
    """The family wants the question before."""


_WORDS = {
    "intro": Text("A few questions. Enter ? where you are not sure, < to go back.",
                  "请回答几个问题。不确定请输入 ?，返回上一题请输入 <。"),
    "one": Text("Number", "序号"),
    "many": Text("Numbers, separated by commas", "序号，可多选，用逗号分隔"),
    "date": Text("YYYY-MM-DD", "年-月-日，例如 2026-11-09"),
    "place": Text("Number, or part of a place's name", "序号，或地名的一部分"),
    "again": Text("Please enter one of the numbers shown.", "请输入所列序号。"),
    "nowhere": Text("No place of that name was found.", "没有找到这个地方。"),
    "skip": Text("Enter alone leaves it open", "直接回车表示不填"),
}  # fmt: skip


def ask(
    *, book: RuleBook, on: date, lang: words.Lang, console: Console | None = None
) -> dict[str, Any]:
    """Ask the questions and return the situation as JSON takes it."""
    return _Asker(book, on, lang, console or Console(stderr=True, highlight=False)).run()


class _Asker:
    def __init__(self, book: RuleBook, on: date, lang: words.Lang, console: Console) -> None:
        self.book = book
        self.on = on
        self.lang = lang
        self.console = console
        self.answers: dict[str, dict[str, Any]] = {}

    def run(self) -> dict[str, Any]:
        self.console.print(self.word("intro"))
        question: str | None = questions.ORDER[0]
        while question is not None:
            try:
                self.question(question)
            except _Back:
                question = questions.before(question, self.answers) or question
                continue
            question = questions.after(question, self.answers)
        return questions.situation(self.answers, on=self.on)

    def question(self, name: str) -> None:
        """Ask one question until its answers can be read."""
        asked = questions.order(self.answers)
        wording = WORDING[name]
        number = asked.index(name) + 1
        self.console.print(f"\n[bold]{number}. {escape(self.say(wording.title))}[/bold]")
        self.console.print(escape(self.say(wording.why)), style="dim")
        while True:
            form: Form = {}
            shown = fields(name, answers=self.answers, rules=self.book, on=self.on)
            for field in shown:
                self.field(field, form)
            reading = read(shown, form, on=self.on, places=self.book.divisions)
            if not reading.errors:
                self.answers[name] = dict(reading.values)
                return
            for error in reading.errors:
                self.console.print(f"! {escape(self.say(error.message))}", style="bold red")

    def field(self, field: Field, form: Form) -> None:
        """Ask one field and what its answer reveals."""
        kinds: dict[str, Callable[[Field, Form], Sequence[Option]]] = {
            "radios": self.radios, "ticks": self.ticks, "date": self.date, "place": self.place,
        }  # fmt: skip
        self.console.print(f"\n{escape(self.say(field.label))}")
        if field.hint:
            self.console.print(escape(self.say(field.hint)), style="dim")
        for option in kinds[field.kind](field, form):
            for inner in option.reveals:
                self.console.print(f"\n[bold]{escape(self.say(option.label))}[/bold]", end="")
                self.field(inner, form)

    def radios(self, field: Field, form: Form) -> Sequence[Option]:
        self.options(field.options)
        chosen = self.pick(field.options, self.word("one"))
        form[field.name] = [chosen.id]
        return [chosen]

    def ticks(self, field: Field, form: Form) -> Sequence[Option]:
        self.options(field.options)
        while True:
            text = self.line(self.word("many"))
            words = text.replace("，", ",").replace("、", ",").replace(" ", ",").split(",")
            chosen = [self.option(field.options, word) for word in words if word]
            found = [option for option in chosen if option is not None]
            if found and len(found) == len(chosen):
                form[field.name] = [option.id for option in found]
                return found
            self.console.print(self.word("again"), style="red")

    def date(self, field: Field, form: Form) -> Sequence[Option]:
        skip = self.say(Text(" ({})", "（{}）")).format(self.word("skip"))
        hint = self.word("date") + ("" if field.missing else skip)
        text = self.line(hint)
        if text == "?" or (not text and field.unsure):
            form[f"{field.name}-unsure"] = ["yes"]
            return []
        parts = text.replace("/", "-").replace("年", "-").replace("月", "-").replace("日", "")
        parts = "-".join(parts.split())
        pieces = parts.split("-") if text else ["", "", ""]
        for part, piece in zip(DATE_PARTS, [*pieces, "", ""], strict=False):
            form[f"{field.name}-{part}"] = [piece.strip()]
        return []

    def place(self, field: Field, form: Form) -> Sequence[Option]:
        options = list(field.options)
        self.options(options)
        while True:
            text = self.line(self.word("place"))
            chosen = self.option(options, text)
            if chosen is not None:
                form[field.name] = [chosen.id]
                return [chosen]
            if not text and field.missing is None:
                return []
            found = self.search(text)
            if found:
                options = [*found, *field.options]
                self.options(options)
            else:
                self.console.print(self.word("nowhere"), style="red")

    def search(self, text: str) -> list[Option]:
        """Divisions by name or code, nearest first."""
        if not text:
            return []
        divisions = self.book.divisions
        codes = [text] if text in divisions else divisions.search(text, limit=_MOST_FOUND)
        return [
            Option(code, Text(divisions.full_name(code, "en"), divisions.full_name(code, "zh")))
            for code in codes
        ]

    def pick(self, options: Sequence[Option], prompt: str) -> Option:
        while True:
            chosen = self.option(options, self.line(prompt))
            if chosen is not None:
                return chosen
            self.console.print(self.word("again"), style="red")

    def option(self, options: Sequence[Option], text: str) -> Option | None:
        """The option of that number; ? is the one that says: not sure."""
        if text == "?":
            return next((each for each in options if each.id == "unknown"), None)
        if text.isascii() and text.isdigit() and 1 <= int(text) <= len(options):
            return options[int(text) - 1]
        return None

    def options(self, options: Sequence[Option]) -> None:
        for number, option in enumerate(options, start=1):
            self.console.print(f"  {number:>2}  {escape(self.say(option.label))}")

    def line(self, prompt: str) -> str:
        colon = self.say(Text(": ", "："))
        text = self.console.input(f"{escape(prompt)}{colon}").strip().replace("？", "?")
        if text in (_BACK, "＜", "《"):
            raise _Back
        return text

    def say(self, text: Text) -> str:
        return words.say(text, self.lang)

    def word(self, name: str) -> str:
        return self.say(_WORDS[name])
