"""A family's situation: JSON in, typed facts out, every mistake named with what is allowed.

Absent means not known. null is allowed only where a fact is declared nullable, and means: there
is none. Nothing here carries a name or an identity number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from firstcard.policy.conditions import FactType
from firstcard.policy.fact_values import EXPECTED, read_date, read_value
from firstcard.policy.format import Constraint, Fact, Text
from firstcard.policy.identity_shape import IDENTITY_SHAPE

_NUMBER = re.compile(rf"\w*(?:{IDENTITY_SHAPE.pattern})\w*")
_LONGEST_NAME = 120
_SPECIAL = ("have", "want", "children")
MAX_CHILDREN = 6
MOST_ERRORS = 50


@dataclass(frozen=True, slots=True)
class FieldError:
    """One mistake in a situation: the field and, in both languages, what would be right."""

    field: str
    message: Text
    allowed: tuple[str, ...] = ()


class SituationError(ValueError):
    """The situation cannot be used; `errors` names the fields at fault, 50 at most."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(f"{e.field}: {e.message.en}" for e in errors))


@dataclass(frozen=True, slots=True)
class Have:
    """Something the family has already: which document, since when, for which child or year."""

    id: str
    on: date | None = None
    child: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """Checked facts: those all share, those of each child, what is held and what is wanted."""

    on: date
    region: str
    children: tuple[dict[str, Any], ...]
    have: tuple[Have, ...]
    want: tuple[str, ...]
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class FactSet:
    """The declared facts and the combinations that cannot be."""

    facts: Mapping[str, Fact]
    constraints: tuple[Constraint, ...] = ()
    types: dict[str, FactType] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def build(cls, facts: Sequence[Fact], constraints: Sequence[Constraint]) -> FactSet:
        """Type the declarations. Raises ConditionError for an impossible constraint."""
        built = cls({fact.id: fact for fact in facts}, tuple(constraints))
        for fact in facts:
            values = frozenset(value.id for value in fact.values or ())
            built.types[fact.id] = FactType(
                fact.id, fact.type, values, bool(fact.nullable), fact.least or 0, fact.most
            )
        for fact in facts:
            if fact.default is not None:
                built.defaults[fact.id] = read_value(fact.default, built.types[fact.id])
        for constraint in constraints:
            constraint.forbid.bind(built.types)
        return built

    def check(
        self,
        data: Mapping[str, Any],
        *,
        documents: Mapping[str, str],
        on: date | None = None,
        want: Sequence[str] = (),
    ) -> Situation:
        """Check a situation as JSON gives it.

        `documents` maps every id or alias that may stand in `have` and `want` to its document;
        `on` is the day when the situation names none. Raises SituationError with all mistakes.
        """
        return _Check(self, documents).run(data, on, want)


class _Check:
    """One check of one situation; gathers every mistake before it refuses."""

    def __init__(self, facts: FactSet, documents: Mapping[str, str]) -> None:
        self.facts = facts
        self.documents = documents
        self.errors: list[FieldError] = []

    def run(self, data: Mapping[str, Any], on: date | None, want: Sequence[str]) -> Situation:
        if not isinstance(data, Mapping):
            raise SituationError(
                [
                    FieldError(
                        "$", Text("the situation must be a JSON object", "情况必须是一个 JSON 对象")
                    )
                ]
            )
        shared = self._typed({k: v for k, v in data.items() if k not in _SPECIAL}, "")
        children = self._children(data.get("children"), shared)
        day = shared.get("on", on)
        if day is None and not any(error.field == "on" for error in self.errors):
            self._refuse("on", "the day of the plan is missing", "缺少计划日期 on")
        if "region" not in shared and not any(error.field == "region" for error in self.errors):
            self._refuse(
                "region",
                "the region is missing: give a six-digit division code",
                "缺少地区：请填写六位行政区划代码",
            )
        have = tuple(self._have(data.get("have", []), day, len(children)))
        wanted = tuple(self._want(data.get("want", list(want))))
        assumed = self._assume(children)
        self._possible(children, shared, day)
        if self.errors or day is None:
            raise SituationError(self.errors)
        for child in children:
            child["on"] = day
        return Situation(day, shared["region"], tuple(children), have, wanted, assumed)

    def _refuse(self, where: str, en: str, zh: str, allowed: Sequence[str] = ()) -> None:
        """Keep a mistake, once; a name that holds an identity number is not repeated."""
        name = _NUMBER.sub("…", where)[:_LONGEST_NAME]
        self._keep(FieldError(name, Text(en, zh), tuple(allowed)))

    def _keep(self, error: FieldError) -> None:
        if not self._enough() and error not in self.errors:
            self.errors.append(error)

    def _enough(self) -> bool:
        """Whether so much is wrong that more would only cost time."""
        return len(self.errors) >= MOST_ERRORS

    def _typed(self, data: Mapping[str, Any], at: str) -> dict[str, Any]:
        typed: dict[str, Any] = {}
        for name, value in _leaves(data, "", self.facts.facts):
            shown = at + (name.removeprefix("child.") if at else name)
            kind = self.facts.types.get(name)
            if isinstance(value, str) and IDENTITY_SHAPE.search(value):
                self._refuse(
                    shown,
                    "a situation never carries an identity number: leave it out",
                    "情况中不得包含身份证件号码，请删除",
                )
            elif kind is None or self.facts.facts[name].derived:
                self._unknown(shown, name)
            elif name in typed:
                self._refuse(shown, "is given twice: give it once", "重复填写，请只填一次")
            else:
                self._read(shown, name, value, kind, typed)
        return typed

    def _read(
        self, shown: str, name: str, value: Any, kind: FactType, typed: dict[str, Any]
    ) -> None:
        try:
            typed[name] = read_value(value, kind)
        except (ValueError, KeyError, TypeError):
            expected = EXPECTED[kind.type]
            null = (", or null for none", "；没有则填 null") if kind.nullable else ("", "")
            self._refuse(
                shown,
                f"must be {expected.en}{null[0]}",
                f"应为{expected.zh}{null[1]}",
                sorted(kind.values),
            )

    def _unknown(self, shown: str, name: str) -> None:
        import difflib

        if self._enough():
            return
        given = [f for f, fact in self.facts.facts.items() if not fact.derived]
        near = difflib.get_close_matches(name, given, n=3, cutoff=0.6)
        self._refuse(shown, "is not a known fact", "不是已定义的事实", near or sorted(given))

    def _children(self, items: Any, shared: dict[str, Any]) -> list[dict[str, Any]]:
        if items is None:
            return [dict(shared)]
        if not isinstance(items, list) or not 1 <= len(items) <= MAX_CHILDREN:
            self._refuse(
                "children",
                f"must be a list of 1 to {MAX_CHILDREN} children",
                f"应为包含 1 至 {MAX_CHILDREN} 名孩子的列表",
            )
            return [dict(shared)]
        result = []
        for number, item in enumerate(items):
            at = f"children[{number}]."
            own = {"child": item} if isinstance(item, Mapping) else {}
            if not own:
                self._refuse(
                    at[:-1], "must be an object with facts of the child", "应为包含孩子情况的对象"
                )
            typed = self._typed(own, at)
            result.append({**shared, **typed})
        return result

    def _have(self, items: Any, day: date | None, children: int) -> Iterator[Have]:
        if not isinstance(items, list):
            self._refuse("have", "must be a list of document ids", "应为材料编号的列表")
            return
        for number, item in enumerate(items):
            form = {"id": item} if isinstance(item, str) else item
            held = self._one_have(form, f"have[{number}]", day, children)
            if held:
                yield held

    def _one_have(self, form: Any, at: str, day: date | None, children: int) -> Have | None:
        before = len(self.errors)
        if not isinstance(form, Mapping) or not isinstance(form.get("id"), str):
            self._refuse(
                at,
                "must be a document id, or an object with id and on",
                "应为材料编号，或包含 id 和 on 的对象",
            )
            return None
        for key in set(form) - {"id", "on", "child", "year"}:
            self._refuse(
                f"{at}.{key}", "is not a known key", "不是可用的键", ["id", "on", "child", "year"]
            )
        document = self._document(form["id"], f"{at}.id")
        on = self._have_date(form.get("on"), f"{at}.on", day)
        child = self._index(form.get("child"), f"{at}.child", 1, children)
        year = self._index(form.get("year"), f"{at}.year", 1950, 2100)
        return Have(document, on, child, year) if len(self.errors) == before else None

    def _have_date(self, value: Any, at: str, day: date | None) -> date | None:
        if value is None:
            return None
        try:
            on = read_date(value)
        except ValueError:
            expected = EXPECTED["date"]
            self._refuse(at, f"must be {expected.en}", f"应为{expected.zh}")
            return None
        if day and on > day:
            self._refuse(at, f"lies after the day of the plan ({day})", f"晚于计划日期（{day}）")
        return on

    def _index(self, value: Any, at: str, least: int, most: int) -> int | None:
        if value is None:
            return None
        written = isinstance(value, str) and re.fullmatch(r"[0-9]{1,4}", value)
        number = int(value) if written else value
        if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
            self._refuse(
                at, f"must be a number from {least} to {most}", f"应为 {least} 至 {most} 之间的数字"
            )
            return None
        return number

    def _want(self, items: Any) -> Iterator[str]:
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            self._refuse("want", "must be a list of document ids", "应为目标编号的列表")
            return
        for number, item in enumerate(items):
            yield self._document(item, f"want[{number}]")

    def _document(self, name: str, at: str) -> str:
        import difflib

        if name in self.documents:
            return self.documents[name]
        if self._enough():
            return name
        near = difflib.get_close_matches(name, list(self.documents), n=3, cutoff=0.5)
        self._refuse(
            at,
            "is not a known document",
            "不是已知的材料或事项",
            near or sorted(set(self.documents.values())),
        )
        return name

    def _assume(self, children: list[dict[str, Any]]) -> tuple[str, ...]:
        used = []
        for name, value in self.facts.defaults.items():
            missing = [child for child in children if name not in child]
            for child in missing:
                child[name] = value
            if missing:
                used.append(name)
        return tuple(used)

    def _possible(
        self, children: list[dict[str, Any]], shared: Mapping[str, Any], day: date | None
    ) -> None:
        for number, child in enumerate(children):
            for name, value in child.items():
                if not day or type(value) is not date or name == "on" or value <= day:
                    continue
                own = f"children[{number}].{name.removeprefix('child.')}"
                self._refuse(
                    name if shared.get(name) == value else own,
                    f"lies after the day of the plan ({day})",
                    f"晚于计划日期（{day}）",
                )
            for constraint in self.facts.constraints:
                if constraint.forbid.holds(child) is True:
                    fields = ", ".join(constraint.forbid.facts())
                    self._keep(FieldError(fields, constraint.message))


def _leaves(
    data: Mapping[str, Any], at: str, facts: Mapping[str, Fact]
) -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        name = f"{at}.{key}" if at else str(key)
        if isinstance(value, Mapping) and name not in facts:
            yield from _leaves(value, name, facts)
        else:
            yield name, value
