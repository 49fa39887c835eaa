"""What differs between two packs, or two sets of packs: entry by entry, and plan by plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import Struct

from firstcard.policy.book import RuleBook
from firstcard.policy.conditions import Condition
from firstcard.policy.packs import Case, Pack
from firstcard.policy.plan import Plan
from firstcard.policy.planner import make_plan, situation_of
from firstcard.policy.situation import SituationError
from firstcard.policy.tables import Table

Kind = Literal["added", "removed", "changed"]
_PLAIN = str | int | float | bool | None


class Change(Struct, frozen=True, omit_defaults=True):
    """One difference: where (a path such as `documents.card-collection.versions.2011-05-03`)."""

    pack: str
    path: str
    kind: Kind
    old: Any = None
    new: Any = None

    def __str__(self) -> str:
        if self.kind == "changed":
            return f"{self.pack}: {self.path}: {_short(self.old)} -> {_short(self.new)}"
        value = _short(self.new if self.kind == "added" else self.old)
        return f"{self.pack}: {self.path}: {self.kind}: {value}"


class PlanChange(Struct, frozen=True):
    """A worked case whose plan is another under the new rules; `what` is one line each."""

    pack: str
    case: str
    what: list[str]


def diff_packs(*, old: Mapping[str, Pack], new: Mapping[str, Pack]) -> list[Change]:
    """Every entry that was added, removed or changed, by pack and path."""
    changes: list[Change] = []
    for name in sorted({*old, *new}):
        if name not in old:
            changes.append(Change(name, "pack", "added", new=new[name].form.version))
        elif name not in new:
            changes.append(Change(name, "pack", "removed", old=old[name].form.version))
        else:
            before, after = written(pack=old[name]), written(pack=new[name])
            changes.extend(_compare(name, "", before, after))
    return changes


def written(*, pack: Pack) -> dict[str, Any]:
    """The pack as plain values, lists keyed by what identifies their items."""
    parts = {
        "pack": pack.form,
        "laws": pack.laws,
        "sources": pack.sources,
        "office-kinds": pack.office_kinds,
        "channels": pack.channels,
        "facts": _facts(pack),
        "documents": pack.documents,
        "answers": pack.answers,
        "tables": {name: _table(table) for name, table in pack.tables.items()},
        "offices": pack.offices,
        "cases": pack.cases,
        "bills": pack.bills,
        "calendar": _calendar(pack),
    }
    return {name: _keyed(_plain(part)) for name, part in parts.items()}


def changed_plans(*, old: RuleBook, new: RuleBook) -> list[PlanChange]:
    """The cases of either book whose plan differs between them."""
    found = []
    for pack, case in _cases(old, new).values():
        before, after = _plan(old, case), _plan(new, case)
        what = list(_plan_differences(before, after))
        if what:
            found.append(PlanChange(pack, case.id, what))
    return found


def _cases(old: RuleBook, new: RuleBook) -> dict[tuple[str, str], tuple[str, Case]]:
    return {
        (name, case.id): (name, case)
        for book in (old, new)
        for name, pack in book.packs.items()
        for case in pack.cases
    }


def _plan(book: RuleBook, case: Case) -> Plan | str:
    try:
        return make_plan(book=book, situation=situation_of(book=book, data=case.situation))
    except SituationError as error:
        return str(error)


def _plan_differences(old: Plan | str, new: Plan | str) -> Iterator[str]:
    if isinstance(old, str) or isinstance(new, str):
        if old != new:
            yield f"{_outcome(old)} -> {_outcome(new)}"
        return
    for change in _compare("", "", _summary(old), _summary(new)):
        yield str(change).removeprefix(": ")


def _outcome(plan: Plan | str) -> str:
    return f"refused ({plan})" if isinstance(plan, str) else "a plan"


def _summary(plan: Plan) -> dict[str, Any]:
    """What a family sees of a plan, without the packs' digests."""
    form = msgspec.to_builtins(plan)
    for key in ("pack", "packs"):
        form.pop(key)
    form["order"] = [step["id"] for step in form["steps"]]
    return {key: _keyed(value) for key, value in form.items()}


def _compare(pack: str, path: str, old: Any, new: Any) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            inner = f"{path}.{key}" if path else key
            if key not in new:
                yield Change(pack, inner, "removed", old=old[key])
            elif key not in old:
                yield Change(pack, inner, "added", new=new[key])
            else:
                yield from _compare(pack, inner, old[key], new[key])
    elif old != new:
        yield Change(pack, path, "changed", old=old, new=new)


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value, enc_hook=_condition)


def _condition(value: Any) -> Any:
    if isinstance(value, Condition):
        return value.written()
    raise NotImplementedError(type(value))


def _keyed(value: Any) -> Any:
    """Lists of entries as maps by their id, date or name, so that entries are matched."""
    if isinstance(value, dict):
        return {str(key): _keyed(inner) for key, inner in value.items()}
    if not isinstance(value, list) or not value:
        return value
    names = [_name(item) for item in value]
    if None in names or len(set(names)) != len(names):
        return [_keyed(item) for item in value]
    return {str(name): _keyed(item) for name, item in zip(names, value, strict=True)}


def _name(item: Any) -> str | None:
    if not isinstance(item, dict):
        return None
    for key in ("id", "from", "year", "fact"):
        if isinstance(item.get(key), _PLAIN) and item.get(key) is not None:
            return str(item[key])
    return None


def _facts(pack: Pack) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if pack.facts is not None:
        found["facts"] = list(pack.facts.facts.values())
        found["constraints"] = list(pack.facts.constraints)
    if pack.bill_facts is not None:
        found["bill facts"] = list(pack.bill_facts.facts.values())
    return found


def _table(table: Table) -> dict[str, Any]:
    """A table with one entry a row, named by its cells and its first day."""
    rows: dict[str, Any] = {}
    for row in table.rows:
        since = row.from_.isoformat() if isinstance(row.from_, date) else "always"
        rows[f"row({' | '.join(row.cells)}) from {since}"] = {
            "outputs": row.outputs,
            "until": row.until,
            "basis": list(row.basis),
            "ask": row.ask,
        }
    return {"head": table.head, "rows": rows}


def _calendar(pack: Pack) -> dict[str, Any]:
    return {
        name: source.data for name, source in pack.files.items() if name.startswith("calendar/")
    }


def _short(value: Any, most: int = 160) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= most else text[: most - 1] + "…"
