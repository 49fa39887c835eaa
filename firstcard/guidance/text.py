"""A plan as plain text, at most 80 columns wide, where a Chinese character takes two. Pure."""

import unicodedata
from collections.abc import Iterable, Iterator

from firstcard.guidance.presenters.papers import OfficeView, PaperView
from firstcard.guidance.presenters.plan import GoalView, PlanView, present
from firstcard.guidance.presenters.speech import BasisView, Names
from firstcard.guidance.presenters.steps import ClaimView, StepView
from firstcard.guidance.words import Lang, word
from firstcard.policy.plan import Plan

COLUMNS = 80
_NEVER_FIRST = "，。、；：？！）》】”’%"


def render_text(plan: Plan, lang: Lang, *, names: Names | None = None) -> str:
    """The whole plan as text, ending with a line break."""
    view = present(plan=plan, lang=lang, names=names or Names())
    return "\n".join(line.rstrip() for line in _Plan(view).lines()) + "\n"


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(_width(character) for character in text)


def wrapped(text: str, *, first: str = "", rest: str = "") -> list[str]:
    """The text in lines of at most COLUMNS, the first and the others after their indents."""
    lines, line, used = [], first, columns(first)
    empty = True
    for piece in _pieces(text):
        width = columns(piece.rstrip())
        if not empty and used + width > COLUMNS:
            lines.append(line)
            line, used = rest, columns(rest)
            piece = piece.lstrip()
        line += piece
        used += columns(piece)
        empty = False
    return [*lines, line]


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _pieces(text: str) -> Iterator[str]:
    """Where a line may be broken: after a blank, and around every wide character."""
    piece = ""
    for character in text:
        if piece and _breaks(piece[-1], character):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _breaks(before: str, after: str) -> bool:
    if after in _NEVER_FIRST or after == " ":
        return False
    return before == " " or _width(before) == 2 or _width(after) == 2


class Page:
    """What pages of text are put together from: titles, items, steps, papers and claims."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.colon = self.word("colon")

    def word(self, name: str) -> str:
        """A word of the interface."""
        return word(name, self.lang)

    def boxed(self, text: str) -> str:
        """A mark behind a title."""
        return f"【{text}】" if self.lang == "zh" else f"[{text}]"

    def noted(self, text: str) -> str:
        """A note behind a value."""
        return f"（{text}）" if self.lang == "zh" else f" ({text})"

    def title(self, text: str, rule: str) -> Iterator[str]:
        """A title, ruled off below."""
        yield text
        yield rule * columns(text)

    def section(self, name: str, items: Iterable[list[list[str]]]) -> Iterator[str]:
        """Items under the title of that name; nothing where there are none."""
        found = list(items)
        if not found:
            return
        yield ""
        yield from self.title(self.word(name), "-")
        for item in found:
            for lines in item:
                yield from lines

    def line(self, text: str, indent: int = 2) -> list[str]:
        """A paragraph; nothing where there is no text."""
        return wrapped(text, first=" " * indent, rest=" " * indent) if text else []

    def item(self, text: str, indent: int = 2) -> list[str]:
        """An item of a list."""
        return wrapped(text, first=" " * indent + "- ", rest=" " * indent + "  ")

    def labelled(self, label: str, text: str, indent: int = 2) -> list[str]:
        """A value behind its label; nothing where there is no value."""
        if not text:
            return []
        return wrapped(f"{label}{self.colon}{text}", first=" " * indent, rest=" " * (indent + 2))

    def step(self, step: StepView) -> list[list[str]]:
        """A step, whole."""
        marks = " · ".join([step.state, *step.marks])
        lines = [[""], wrapped(f"{step.number}. {step.title}  {self.boxed(marks)}", rest="   ")]
        lines += [self.line(text, 3) for text in (step.depends, step.summary, step.waiting,
                                                   step.takes)]  # fmt: skip
        for each in step.dates:
            note = self.noted(each.note) if each.note else ""
            lines.append(self.labelled(each.label, each.day + note, 3))
        if step.count:
            lines += [self.line(line, 5) for line in step.count.summary]
        lines.append(self.labelled(self.word("who"), "" if step.waiting else step.who, 3))
        lines += self._office(step.office)
        lines += [
            self.labelled(self.word("where"), step.home, 3),
            self.labelled(self.word("how"), step.how, 3),
            self.labelled(self.word("fee"), step.fee, 3),
            self.line(step.fee_note, 5),
        ]
        return [*lines, *self._papers(step.papers), *self._extras(step)]

    def _office(self, office: OfficeView | None) -> list[list[str]]:
        if office is None:
            return []
        lines = [self.labelled(self.word("where"), office.name, 3)]
        lines += [self.line(text, 5) for text in (office.authority, office.region)]
        for name, address, hours, sample in office.known:
            mark = f" {self.boxed(self.word('where_sample'))}" if sample else ""
            parts = [part for part in (name + mark, address, hours) if part]
            lines.append(self.item(" · ".join(parts), 5))
        lines.append(self.line(office.unknown, 5))
        return [*lines, *(self.item(channel, 5) for channel in office.channels)]

    def _papers(self, papers: list[PaperView]) -> list[list[str]]:
        lines = [self.line(self.word("papers") + self.colon.rstrip(), 3)] if papers else []
        for paper in papers:
            said = [paper.name, paper.form, self.boxed(paper.rank) if paper.rank else ""]
            lines.append(self.item(" ".join(part for part in said if part), 5))
            lines += [self.line(detail, 7) for detail in paper.details]
            lines += self._bases(paper.basis, 7)
        return lines

    def _extras(self, step: StepView) -> list[list[str]]:
        lines = [self.item(f"{kind}{self.colon}{note}", 3) for kind, note in step.notes]
        if step.late_title:
            lines.append(self.line(step.late_title, 3))
            lines += [self.line(line, 5) for line in step.late]
        lines += [self.line(step.way, 3), *(self.item(way, 3) for way in step.ways)]
        for claim in step.claims:
            lines += self.claim(claim, 3)
        lines += [self.line(text, 3) for text in (step.parallel, step.after, step.unlocks)]
        if step.basis:
            lines.append(self.line(self.word("basis") + self.colon.rstrip(), 3))
        return [*lines, *self._bases(step.basis, 5)]

    def _bases(self, bases: list[BasisView], indent: int) -> list[list[str]]:
        also = "；" if self.lang == "zh" else "; "
        return [self.item(f"{b.title} {self.boxed(b.rank + also + b.certainty)}", indent)
                for b in bases]  # fmt: skip

    def claim(self, claim: ClaimView, indent: int = 2) -> list[list[str]]:
        """A notice, and what another text says against what holds."""
        lines = [self.item(f"{claim.kind}{self.colon}{claim.text}", indent)]
        lines += [self.line(text, indent + 2) for text in (claim.ask, claim.says, claim.prevails)]
        return lines


class _Plan(Page):
    """The lines of one plan."""

    def __init__(self, view: PlanView) -> None:
        super().__init__(view.lang)
        self.view = view

    def lines(self) -> Iterator[str]:
        yield from self.title(self.word("plan_title"), "=")
        yield from wrapped(self.view.made)
        yield from self._next()
        yield from self.section("plan_goals", (self._goal(goal) for goal in self.view.goals))
        yield from self.section("coverage", ([wrapped(line, first="  ", rest="  ")
                                               for line in each.lines]
                                              for each in self.view.coverage))  # fmt: skip
        yield from self.section("notices_top", (self.claim(each) for each in self.view.top))
        yield from self.section("asks", ([self.item(f"{ask.text} [{ask.fact}]")]
                                          for ask in self.view.asks))  # fmt: skip
        yield from self.section("plan_steps", (self.step(step) for step in self.view.steps))
        yield from self._premiums()
        yield from self.section("notice_more", (self.claim(n) for n in self.view.notices))
        yield from self.section("assumed", ([self.item(name)] for _, name in self.view.assumed))
        yield from self.section("made_from", ([self.item(pack.name), self.line(pack.digest)]
                                               for pack in self.view.packs))  # fmt: skip

    def _next(self) -> Iterator[str]:
        step = self.view.next_step
        yield ""
        said = f"{step.number}. {step.title}" if step else self.word("plan_next_none")
        yield from self.labelled(self.word("plan_next"), said, 0)

    def _goal(self, goal: GoalView) -> list[list[str]]:
        lines = [self.item(f"{goal.name}{self.colon}{goal.state}"), self.line(goal.earliest, 4),
                 self.line(goal.reason, 4)]  # fmt: skip
        for name, reason, opens in goal.blocks:
            lines += [self.line(name, 4), self.line(reason, 4)]
            if opens:
                lines.append(self.line(self.word("goal_opens"), 4))
                lines += [self.item(each, 6) for each in opens]
        return lines

    def _premiums(self) -> Iterator[str]:
        def one(title: str, rows: list[tuple[str, str]]) -> list[list[str]]:
            return [self.line(title), *(self.item(f"{name}{self.colon}{amount}", 4)
                                         for name, amount in rows)]  # fmt: skip

        yield from self.section("premium", (one(each.title, each.rows)
                                             for each in self.view.premium))  # fmt: skip
