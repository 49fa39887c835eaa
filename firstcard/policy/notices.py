"""What other sources say, what is late, unknown or blocked: notices beside the steps.

A contradiction is found by comparing computed dates and sets of papers, never words: a claim
that comes to the same in this situation makes no notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from firstcard.policy import format as form
from firstcard.policy import plan as out
from firstcard.policy.clocks import count
from firstcard.policy.conditions import Condition
from firstcard.policy.nodes import Key, Node, Requirement
from firstcard.policy.present import step_id
from firstcard.policy.region_codes import pooling_region
from firstcard.policy.resolve import Resolver
from firstcard.policy.situation import Situation
from firstcard.policy.timing import span

AT_TOP = 3
_NOT_TOP = 2


class _Heard(Struct, frozen=True):
    """A claim made ready: when it counts, the papers it asks for, or the notice it always makes."""

    claim: form.Claim
    when: Condition | None
    papers: frozenset[str]
    ready: tuple[int, out.Notice] | None


class Claims:
    """What sources say of the open steps, compared with what the rules come to."""

    def __init__(self, resolver: Resolver, nodes: Iterable[Node]) -> None:
        self.resolver = resolver
        self.aims: dict[Key, list[date]] = {}
        self.found: list[tuple[int, out.Notice]] = []
        for node in nodes:
            if node.status == "todo":
                self._warn_before(node)
                self._hear(node)

    def _hear(self, node: Node) -> None:
        """Compare each claim; one that says nothing to compare makes the same notice always."""
        facts = self.resolver.facts
        key = ("claims", node.key, node.chain, node.is_step)
        ours: frozenset[str] | None = None
        for heard in self.resolver.book.remembered(key, lambda: self._prepared(node)):
            if heard.when is not None and heard.when.holds(facts) is False:
                continue
            if heard.ready is not None:
                self.found.append(heard.ready)
                continue
            if ours is None:
                ours = _papers(node.requirements)
            self._compare(node, heard.claim, sorted(heard.papers - ours))

    def _prepared(self, node: Node) -> list[_Heard]:
        documents = self.resolver.book.documents
        prepared: list[_Heard] = []
        for claim in self.resolver.book.claims(node.id, node.chain):
            says = claim.says
            if claim.standing == "agrees":
                continue
            papers = frozenset(documents[name] for name in says.needs or ())
            compared = bool(papers or says.within or says.takes)
            always = None if compared else (_NOT_TOP, self._made(node, claim, [], None, None))
            prepared.append(_Heard(claim, claim.when, papers, always))
        return prepared

    def _warn_before(self, node: Node) -> None:
        limit = node.limit
        if limit and limit.counted and limit.within.warn_before:
            from firstcard.policy.clocks import back

            length = span(limit.within.warn_before)
            assert length is not None
            warned = back(end=limit.counted.date, span=length, calendar=self.resolver.book.calendar)
            self.aims.setdefault(node.key, []).append(warned.date)

    def _compare(self, node: Node, claim: form.Claim, extra: list[str]) -> None:
        theirs = self._their_date(node, claim)
        if claim.standing == "stricter" and theirs is not None:
            self.aims.setdefault(node.key, []).append(theirs)
        ours = node.due if claim.says.within else node.done_by
        differs = bool(extra) or bool(claim.says.other) or (theirs is not None and theirs != ours)
        if not differs:
            return
        weight = 0 if extra else 1 if theirs is not None and ours and theirs < ours else _NOT_TOP
        self.found.append((weight, self._notice(node, claim, extra, theirs, ours)))

    def _notice(
        self,
        node: Node,
        claim: form.Claim,
        extra: list[str],
        theirs: date | None,
        ours: date | None,
    ) -> out.Notice:
        if theirs is None:
            ours = None
        key = ("claim", id(claim), node.id, node.year, node.chain, *extra, theirs, ours)
        made: out.Notice = self.resolver.book.remembered(
            key, lambda: self._made(node, claim, extra, theirs, ours)
        )
        return made

    def _made(
        self,
        node: Node,
        claim: form.Claim,
        extra: list[str],
        theirs: date | None,
        ours: date | None,
    ) -> out.Notice:
        book = self.resolver.book
        names = [book.head(name, node.chain).name for name in extra]
        return out.Notice(
            f"{node.id}.{claim.id}",
            "contradiction",
            claim.text,
            step=step_id(node) if node.is_step else None,
            sources=book.source(claim.ref),
            prevails=book.refs(claim.because),
            standing=claim.standing,
            extra_papers=names,
            their_date=theirs,
            our_date=ours,
            ask=claim.ask,
        )

    def _their_date(self, node: Node, claim: form.Claim) -> date | None:
        """The date that the claim comes to in this situation. A claim never asks for a fact."""
        if claim.says.within is not None:
            asked, node.asks = node.asks, set()
            limit = self.resolver.timing.counted(node, claim.says.within, [])
            node.asks = asked
            return limit.counted.date if limit.counted else None
        length = span(claim.says.takes)
        if length is None:
            return None
        return count(
            start=node.earliest, span=length, roll="none", calendar=self.resolver.book.calendar
        ).date

    def notices(self, steps: Iterable[out.Step]) -> list[out.Notice]:
        """Extra papers first, then shorter times, then the rest, each in the order of the steps.

        The first three that ask for more or for sooner go on top; what only holds elsewhere stays
        with its step.
        """
        place = {step.id: number for number, step in enumerate(steps)}
        self.found.sort(key=lambda pair: (pair[0], place.get(pair[1].step or "", 0)))
        top = [
            notice
            for weight, notice in self.found
            if weight < _NOT_TOP and notice.standing != "other-place"
        ][:AT_TOP]
        placed = set(map(id, top))
        return [
            *(replace(notice, top=True) for notice in top),
            *(notice for _, notice in self.found if id(notice) not in placed),
        ]


def _papers(requirements: Iterable[Requirement]) -> frozenset[str]:
    """Every document that a step shows, those of the chosen alternatives too."""
    shown: set[str] = set()
    for found in requirements:
        if found.node:
            shown.add(found.node.id)
        if found.parts:
            shown |= _papers(found.parts)
    return frozenset(shown)


def notices_of(
    resolver: Resolver,
    claims: Claims,
    steps: list[out.Step],
    goals: list[out.Goal],
    situation: Situation,
    duties: Iterable[Node],
    *,
    first: bool,
) -> list[out.Notice]:
    """Every notice of one child's plan; those about the place and the facts only `first`."""
    found = [
        *_late(steps),
        *_blocked(goals, resolver),
        *_duty(steps, situation, duties),
        *_unknown(resolver, steps),
        *_calendar(steps),
        *claims.notices(steps),
    ]
    if first:
        found = [*_region(resolver), *found, *_not_needed(resolver, situation)]
    return found


def _late(steps: Iterable[out.Step]) -> Iterable[out.Notice]:
    for step in steps:
        if step.state not in ("overdue", "will-be-late"):
            continue
        for number, late in enumerate(step.late):
            yield out.Notice(
                f"{step.document}.late.{number}",
                "late",
                late.effect,
                step=step.id,
                prevails=late.basis,
                ask=late.ask,
                our_date=step.due,
            )


def _blocked(goals: Iterable[out.Goal], resolver: Resolver) -> Iterable[out.Notice]:
    register = resolver.facts.get("child.register_region")
    home = pooling_region(resolver.region)
    for goal in goals:
        if goal.state != "blocked":
            continue
        text = form.Text(
            f"{goal.name.en}: not possible here as things are. See what would make it possible.",
            f"{goal.name.zh}：按目前情况，在本地无法办理。请查看满足哪些条件就可以办理。",
        )
        if register and pooling_region(register) != home:
            there = resolver.book.divisions
            if register in there:
                text = form.Text(
                    f"{text.en} You can also do this where the child's household register is: "
                    f"{there.full_name(register, 'en')}.",
                    f"{text.zh}也可以在孩子户口所在地办理：{there.full_name(register, 'zh')}。",
                )
        yield out.Notice(f"{goal.id}.blocked", "blocked", text)


def _duty(
    steps: Iterable[out.Step], situation: Situation, duties: Iterable[Node]
) -> Iterable[out.Notice]:
    owed = {node.id for node in duties}
    for step in steps:
        if step.document in owed and step.document not in situation.want:
            yield out.Notice(
                f"{step.document}.duty",
                "duty",
                form.Text(
                    f"{step.name.en} is required by law, whatever else you want to do.",
                    f"{step.name.zh}是法定义务，不论您还要办什么，都须完成。",
                ),
                step=step.id,
                prevails=step.basis,
            )


def _unknown(resolver: Resolver, steps: Iterable[out.Step]) -> Iterable[out.Notice]:
    memo = resolver.memo
    for step in steps:
        node = memo.get((step.document, step.year))
        for limit in node.limits_unknown if node else ():
            if limit.ask:
                yield out.Notice(
                    f"{step.document}.{limit.within.id}.unknown",
                    "unknown",
                    form.Text(
                        f"{step.name.en}: we do not know the time limit here.",
                        f"{step.name.zh}：本地的办理期限暂无资料。",
                    ),
                    step=step.id,
                    ask=limit.ask,
                    prevails=resolver.book.refs(limit.basis),
                )


def _calendar(steps: Iterable[out.Step]) -> Iterable[out.Notice]:
    years = sorted({step.due.year for step in steps if step.provisional and step.due})
    for year in years:
        yield out.Notice(
            f"calendar.{year}",
            "calendar",
            form.Text(
                f"The holiday calendar for {year} is not published yet. Dates in {year} are "
                "counted the safe way and may move a little later.",
                f"{year}年的节假日安排尚未公布。{year}年的日期按较早的一天计算，公布后可能略有顺延。",
            ),
        )


def _region(resolver: Resolver) -> Iterable[out.Notice]:
    home = resolver.home
    pack = resolver.book.packs[home[-1]].form
    pool = pooling_region(resolver.region)
    if pack.region in (pool, resolver.region):
        return
    place = resolver.book.region_name(pool)
    yield out.Notice(
        "region",
        "region",
        form.Text(
            f"We do not have the local rules of {place.en} yet. This plan follows: {pack.name.en}. "
            "Ask the office before you go.",
            f"本站尚未收录{place.zh}的地方规定，本清单依据：{pack.name.zh}。出门前请先咨询当地经办机构。",
        ),
    )


def _not_needed(resolver: Resolver, situation: Situation) -> Iterable[out.Notice]:
    for have in situation.have:
        head = resolver.book.head(have.id, resolver.home)
        if head.kind == "obsolete":
            yield out.Notice(
                f"{have.id}.not-needed",
                "not-needed",
                form.Text(
                    f"You do not need this: {head.name.en}.", f"不需要提供：{head.name.zh}。"
                ),
            )
