"""A plan as one self-contained page: no picture, no script, no address to fetch from. Pure.

It is the text form set in HTML, so that the command line makes it without a web framework.
"""

from html import escape
from pathlib import Path

from firstcard.guidance.presenters.plan import PlanView, present
from firstcard.guidance.presenters.speech import BasisView, Names
from firstcard.guidance.presenters.steps import StepView
from firstcard.guidance.words import Lang, word
from firstcard.policy.plan import Plan

_CSS = Path(__file__).resolve().parents[1] / "core" / "static" / "core" / "firstcard.css"


def render_html(plan: Plan, lang: Lang, *, names: Names | None = None) -> str:
    """The whole plan as an HTML document."""
    view = present(plan=plan, lang=lang, names=names or Names())
    title = word("plan_title", lang)
    body = "".join(
        [
            _tag("h1", title),
            _tag("p", view.made),
            _next(view),
            _goals(view),
            _notices(view),
            _asks(view),
            _steps(view),
            _premium(view),
            _made(view),
        ]
    )
    return (
        f'<!doctype html>\n<html lang="{"zh-Hans" if lang == "zh" else "en"}">\n'
        '<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} – {escape(word('service', lang))}</title>"
        f"<style>{_CSS.read_text(encoding='utf-8')}</style></head>\n"
        f'<body><div class="wrap body"><main>{body}</main></div></body>\n</html>\n')  # fmt: skip


def _tag(name: str, text: str, css: str = "") -> str:
    if not text:
        return ""
    mark = f' class="{css}"' if css else ""
    return f"<{name}{mark}>{escape(text)}</{name}>"


def _section(view: PlanView, name: str, inner: str) -> str:
    return f"<section>{_tag('h2', word(name, view.lang))}{inner}</section>" if inner else ""


def _next(view: PlanView) -> str:
    step = view.next_step
    said = f"{step.number}. {step.title}" if step else word("plan_next_none", view.lang)
    return (f'<section class="panel">{_tag("h2", word("plan_next", view.lang))}'
            f'{_tag("p", said, "next")}</section>')  # fmt: skip


def _goals(view: PlanView) -> str:
    items = []
    for goal in view.goals:
        blocks = "".join(
            f'<div class="notice warn">{_tag("p", name)}{_tag("p", reason)}'
            f"{_list([word('goal_opens', view.lang), *opens]) if opens else ''}</div>"
            for name, reason, opens in goal.blocks)  # fmt: skip
        items.append(
            f"<li><p><strong>{escape(goal.name)}</strong> "
            f"{_tag('span', goal.state, 'tag ' + goal.state_code)}</p>"
            f"{_tag('p', goal.earliest, 'hint')}{_tag('p', goal.reason)}{blocks}</li>"
        )
    cover = "".join(_tag("p", line) for each in view.coverage for line in each.lines)
    goals = f'<ul class="goals">{"".join(items)}</ul>' if items else ""
    return _section(view, "plan_goals", goals) + _section(view, "coverage", cover)


def _notices(view: PlanView) -> str:
    inner = "".join(f'<div class="notice warn">{_tag("p", each.text)}{_tag("p", each.ask)}'
                    f"{_tag('p', each.says, 'hint')}{_tag('p', each.prevails, 'hint')}</div>"
                    for each in (*view.top, *view.notices))  # fmt: skip
    return _section(view, "notices_top", inner)


def _asks(view: PlanView) -> str:
    return _section(view, "asks", _list([ask.text for ask in view.asks]))


def _steps(view: PlanView) -> str:
    steps = "".join(_step(step, view.lang) for step in view.steps)
    return _section(view, "plan_steps", f'<ol class="steps">{steps}</ol>' if steps else "")


def _step(step: StepView, lang: Lang) -> str:
    tags = _tag("span", step.state, "tag " + step.state_code)
    tags += "".join(" " + _tag("span", mark, "tag") for mark in step.marks)
    dates = [(each.label, f"{each.day} ({each.note})" if each.note else each.day)
             for each in step.dates]  # fmt: skip
    office = step.office
    where = [office.name, office.authority, office.region, office.unknown, *office.channels] \
        if office else [step.home]  # fmt: skip
    where += [" · ".join(part for part in (name, address, hours) if part)
              for name, address, hours, _ in (office.known if office else [])]  # fmt: skip
    facts = [(word("who", lang), step.who), (word("how", lang), step.how),
             (word("fee", lang), step.fee)]  # fmt: skip
    texts = (step.depends, step.summary, step.waiting, step.takes)
    notes = [f"{kind}{word('colon', lang)}{note}" for kind, note in step.notes]
    notes += [step.late_title, *step.late, *step.ways, step.parallel, step.after, step.unlocks]
    notes += [claim.text for claim in step.claims]
    return (f'<li class="step"><h3><span class="number">{step.number}</span>'
            f"<span>{escape(step.title)}</span></h3><p>{tags}</p>"
            f"{''.join(_tag('p', text) for text in texts)}{_rows([*dates, *facts])}"
            f"{_titled(word('where', lang), where)}{_papers(step, lang)}{_list(notes)}"
            f"{_bases(step.basis, lang)}</li>")  # fmt: skip


def _papers(step: StepView, lang: Lang) -> str:
    items = "".join(
        f"<li><p><strong>{escape(paper.name)}</strong> {escape(paper.form)} "
        f'{_tag("span", paper.rank, "badge")}</p>'
        f"{''.join(_tag('p', line, 'hint') for line in paper.details)}"
        f"{_bases(paper.basis, lang)}</li>"
        for paper in step.papers)  # fmt: skip
    return f"{_tag('h4', word('papers', lang))}<ul class='papers'>{items}</ul>" if items else ""


def _bases(bases: list[BasisView], lang: Lang) -> str:
    items = "".join(f"<li>{_tag('p', f'{b.title} ({b.rank})')}{_tag('p', b.summary)}"
                    f"{_tag('p', b.certainty, 'hint')}</li>" for b in bases)  # fmt: skip
    if not items:
        return ""
    summary = _tag("summary", word("basis", lang))
    return f'<details>{summary}<ul class="basis">{items}</ul></details>'


def _premium(view: PlanView) -> str:
    inner = "".join(_tag("p", each.title) + _rows(each.rows) for each in view.premium)
    return _section(view, "premium", inner)


def _made(view: PlanView) -> str:
    packs = [f"{pack.name} · {pack.digest}" for pack in view.packs]
    return _section(view, "made_from", _list(packs))


def _rows(rows: list[tuple[str, str]]) -> str:
    inner = "".join(f"<div>{_tag('dt', name)}{_tag('dd', value)}</div>"
                    for name, value in rows if value)  # fmt: skip
    return f'<dl class="dates">{inner}</dl>' if inner else ""


def _titled(title: str, lines: list[str]) -> str:
    inner = _list(lines)
    return _tag("h4", title) + inner if inner else ""


def _list(lines: list[str]) -> str:
    items = "".join(_tag("li", line) for line in lines)
    return f"<ul>{items}</ul>" if items else ""
