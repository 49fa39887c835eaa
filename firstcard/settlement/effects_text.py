"""The effect of a change as text: counts, what the funds pay, by class, why, the largest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeVar

from firstcard.guidance.text import columns, wrapped
from firstcard.policy.format import Text
from firstcard.settlement import effects_words as words
from firstcard.settlement.effects import Bin, By, Effect, Group, Large, Reason, signed

Lang = Literal["en", "zh"]
V = TypeVar("V", Group, Bin)
_MOST_REASONS = 8
Names = Mapping[tuple[By, str], Text]


def render(found: Effect, lang: Lang, names: Names) -> str:
    """Everything, ending with a line break. `names`: a fact's values in words."""
    return "\n".join(line.rstrip() for line in _lines(found, lang, names)) + "\n"


def _lines(found: Effect, lang: Lang, names: Names) -> Iterator[str]:
    whole = found.whole
    if not whole.bills:
        yield _in(words.NONE, lang)
        return
    if found.nothing:
        yield _in(words.NOTHING, lang).format(bills=count(whole.bills))
    yield from _counts(found, lang)
    if not found.nothing:
        yield from _funds(whole, lang)
        yield from _spreads(whole, lang)
        for by, groups in found.groups.items():
            yield from _groups(by, groups, lang, names)
        yield from _note(_in(words.READ_GROUPS, lang))
    yield from _largest(found.largest, lang)
    yield from _reasons(found.reasons, lang)


def _counts(found: Effect, lang: Lang) -> Iterator[str]:
    whole = found.whole
    numbers = {_in(name, lang): getattr(whole, key) for key, name in words.BILLS.items()}
    if found.lines_without_claim:
        numbers[_in(words.STRAYS, lang)] = found.lines_without_claim
    yield from _table([[name, count(number)] for name, number in numbers.items()])


def _funds(whole: Group, lang: Lang) -> Iterator[str]:
    yield from _title(words.FUNDS, lang)
    amounts = (
        (words.BEFORE, yuan(whole.fund_before)),
        (words.AFTER, yuan(whole.fund_after)),
        (words.DIFFERENCE, change(whole.fund_after - whole.fund_before)),
    )
    yield from _table([[_in(name, lang), amount] for name, amount in amounts])


def _spreads(whole: Group, lang: Lang) -> Iterator[str]:
    if not whole.more.bills + whole.less.bills:
        return
    yield from _title(words.SPREADS, lang)
    head = ["", *(_in(name, lang) for name in words.SPREAD.values())]
    rows = [
        [_in(name, lang), count(each.bills), *map(yuan, (each.sum, each.median,
                                                        each.percentile_90, each.largest))]
        for name, each in ((words.MORE, whole.more), (words.LESS, whole.less))
    ]  # fmt: skip
    yield from _table([head, *rows])


def _groups(by: By, groups: Sequence[Group], lang: Lang, names: Names) -> Iterator[str]:
    yield from _title(words.GROUPS[by], lang)
    groups = in_order(groups, by, names)
    table = [[_in(name, lang) for name in words.GROUP.values()]]
    table += [
        [count(each.bills), count(each.changed), count(each.newly_rejected),
         count(each.newly_settled), yuan(each.more.sum), yuan(each.less.sum), change(each.middle),
         change(each.largest)]
        for each in groups
    ]  # fmt: skip
    head, *rows = ["  " + line for line in _table([["", *row] for row in table])]
    yield head
    for each, row in zip(groups, rows, strict=True):
        yield name_of(by, each.value or "", lang, names)
        yield row


def _reasons(found: Sequence[Reason], lang: Lang) -> Iterator[str]:
    for became, title in words.REASONS.items():
        those = [each for each in found if each.became == became]
        if those:
            yield from _title(title, lang)
        for each in those[:_MOST_REASONS]:
            known = words.FAULTS.get(each.reason)
            why = _in(known, lang) if known else each.reason
            said = _in(words.REASON if each.bills == 1 else words.REASON_OF_MANY, lang)
            line = said.format(bills=count(each.bills), field=each.field, reason=why,
                               claim=each.first)  # fmt: skip
            yield from wrapped(line, rest="  ")
        if len(those) > _MOST_REASONS:
            yield _in(words.OTHER_REASONS, lang).format(number=len(those) - _MOST_REASONS)


def _largest(found: Sequence[Large], lang: Lang) -> Iterator[str]:
    if found:
        yield from _title(words.LARGEST, lang)
    for each in found:
        line = _in(words.LARGE, lang).format(
            claim=each.claim_id, before=yuan(each.fund_before), after=yuan(each.fund_after),
            change=change(each.fund_after - each.fund_before),
            family_before=yuan(each.family_before), family_after=yuan(each.family_after),
        )  # fmt: skip
        yield from wrapped(line, rest="  ")


def distribution(found: Effect, lang: Lang, names: Names) -> str:
    """What the picture shows, as text: for each class how many families pay how much more."""
    lines = [_in(words.TITLE, lang)]
    if not found.bins:
        lines.append(_in(words.NO_CHANGE, lang))
    for value in dict.fromkeys(e.value for e in in_order(found.bins, "institution.class", names)):
        own = [each for each in found.bins if each.value == value]
        lines.append(row_name(value, sum(each.bills for each in own), lang, names))
        rows = [[bin_name(each, lang), count(each.bills)] for each in own]
        lines += ["  " + line for line in _table(rows)]
    return "\n".join(lines) + "\n"


def row_name(value: str, bills: int, lang: Lang, names: Names) -> str:
    """A class of institution and how many of its bills change."""
    said = words.ROW_OF_ONE if bills == 1 else words.ROW
    name = name_of("institution.class", value, lang, names)
    return _in(said, lang).format(name=name, bills=count(bills))


def bin_name(each: Bin, lang: Lang) -> str:
    """How much more or less a family pays."""
    start, end = ("" if edge is None else yuan(abs(edge)) for edge in (each.start, each.end))
    if each.start is None:
        return _in(words.BELOW, lang).format(end=end)
    if each.end is None:
        return _in(words.ABOVE, lang).format(start=start)
    return _in(words.LESS_BY if each.start < 0 else words.MORE_BY, lang).format(
        start=start, end=end
    )


def name_of(by: By, value: str, lang: Lang, names: Names) -> str:
    """A fact's value in words; as it was written where nobody knows it."""
    if not value:
        return _in(words.NOT_SAID, lang)
    known = names.get((by, value))
    return _in(known, lang) if known else value


def in_order(found: Sequence[V], by: By, names: Names) -> list[V]:
    """Groups or bins as the packs list the values; what no pack knows comes last."""
    order = {value: turn for turn, (fact, value) in enumerate(names) if fact == by}
    return sorted(found, key=lambda each: (order.get(each.value or "", len(names)), each.value))


def _title(text: Text, lang: Lang) -> Iterator[str]:
    said = _in(text, lang)
    yield from ("", said, "-" * columns(said))


def _note(text: str) -> Iterator[str]:
    yield ""
    yield from wrapped(text)


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """The first column to the left, the others to the right, two blanks between."""
    widths = [max(columns(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            _padded(cell, width, left=not at)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def _padded(cell: str, width: int, *, left: bool) -> str:
    blank = " " * (width - columns(cell))
    return cell + blank if left else blank + cell


def count(number: int) -> str:
    """12,345."""
    return f"{number:,}"


def yuan(fen: int) -> str:
    """Fen as yuan with thousands apart: 12,345.60."""
    whole, part = signed(abs(fen)).split(".")
    return f"{'-' if fen < 0 else ''}{int(whole):,}.{part}"


def change(fen: int) -> str:
    """The same with + where it is more."""
    return f"+{yuan(fen)}" if fen > 0 else yuan(fen)


def _in(text: Text, lang: Lang) -> str:
    return text.zh if lang == "zh" else text.en
