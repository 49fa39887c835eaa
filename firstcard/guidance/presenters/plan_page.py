"""Everything that the page of a plan shows, in the order of the page. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from firstcard.guidance.presenters.checklist import Checklist, checklist
from firstcard.guidance.presenters.journey_map import JourneyMap, journey_map
from firstcard.guidance.presenters.next_step import NextView, next_view
from firstcard.guidance.presenters.plan import GoalView, PlanView, present, presenter_of
from firstcard.guidance.presenters.speech import Names, Speaker
from firstcard.guidance.presenters.steps import ClaimView, StepPresenter
from firstcard.guidance.presenters.timeline import Timeline, timeline
from firstcard.guidance.presenters.trips import trips
from firstcard.guidance.presenters.what_if import Make, lateness, otherwise
from firstcard.guidance.presenters.what_if_views import WhatIfs, what_ifs
from firstcard.guidance.words import Lang
from firstcard.policy.format import Comparison, Station
from firstcard.policy.plan import Plan

_TOP = 3  # notices before all else


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan as its page shows it.

    `stuck` are goals that cannot be reached as things are; `top` is what to know before all else:
    which place's rules these are, and no more than three in all. What others say of a step stands
    at that step only.
    """

    plan: PlanView
    next: NextView | None
    stuck: list[GoalView]
    top: list[ClaimView]
    rest: list[ClaimView]
    rest_title: str
    open: str
    map: JourneyMap | None
    time: Timeline | None
    trips: Checklist
    what_if: WhatIfs
    speaker: Speaker


def plan_page(*, plan: Plan, data: Mapping[str, Any], lang: Lang, names: Names,
              ticks: Collection[str], stations: Sequence[Station],
              comparisons: Sequence[Comparison], make: Make) -> PlanPage:  # fmt: skip
    """The page of a plan. `data` is the situation it was made from, `make` makes other plans."""
    presenter = presenter_of(plan=plan, lang=lang, names=names)
    view = present(plan=plan, lang=lang, names=names, presenter=presenter)
    found = trips(plan=plan)
    first = plan.steps[view.next_step.number - 1] if view.next_step else None
    held = {str(item["id"] if isinstance(item, Mapping) else item)
            for item in data.get("have", ())}  # fmt: skip
    top = _top(plan, view, presenter)
    rest = [claim for claim in view.notices if claim not in top]
    return PlanPage(
        plan=view,
        next=next_view(plan=plan, found=found, first=view.next_step, presenter=presenter),
        stuck=[goal for goal in view.goals if goal.state_code in ("blocked", "not-for-you")],
        top=top,
        rest=rest,
        rest_title=presenter.speaker.word("notices_more", n=len(rest)),
        open=_open(len(view.asks), presenter.speaker),
        map=journey_map(stations=stations, plan=plan, first=first, held=held,
                        presenter=presenter),
        time=timeline(plan=plan, found=found, presenter=presenter),
        trips=checklist(found=found, plan=plan, presenter=presenter, ticks=ticks),
        what_if=what_ifs(plan=plan, found=found, presenter=presenter,
                         late=lateness(plan=plan, data=data, make=make),
                         others=otherwise(plan=plan, data=data, make=make,
                                          comparisons=comparisons, facts=names.facts.facts)),
        speaker=presenter.speaker)  # fmt: skip


def _top(plan: Plan, view: PlanView, presenter: StepPresenter) -> list[ClaimView]:
    folded = [claim for step in view.steps for claim in step.claims]
    place = [presenter.claim(notice) for notice in plan.notices if notice.kind == "region"]
    return [*place, *(claim for claim in view.top if claim not in (*folded, *place))][:_TOP]


def _open(asks: int, speaker: Speaker) -> str:
    if not asks:
        return ""
    return speaker.word("if_open" if asks > 1 else "if_open_one", n=asks)
