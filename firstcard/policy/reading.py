"""YAML with line marks and nothing guessed: every scalar is text, types come from the format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import yaml

from firstcard.policy.conditions import Condition, ConditionError

# Parts repeated through anchors can make a short file endless.
_MOST_PARTS = 200_000
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a pack: where it is, what is wrong, what would be right."""

    file: str
    line: int
    key: str
    message: str
    allowed: tuple[str, ...] = ()
    pack: str = ""
    warning: bool = False

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " + (f"{self.key}: " if self.key else "")
        hint = f"; allowed: {', '.join(self.allowed)}" if self.allowed else ""
        return where + self.message + hint


class PackError(Exception):
    """A pack cannot be used. `problems` lists every mistake found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Source:
    """A YAML file: its data as text, and its node tree to find the line of any path."""

    def __init__(self, path: Path, shown: str) -> None:
        self.shown = shown
        try:
            text = path.read_text(encoding="utf-8")
            self.node: Any = yaml.compose(text, Loader=yaml.CSafeLoader)
        except UnicodeDecodeError as error:
            raise PackError(
                [Problem(shown, 1, "", f"not UTF-8 at byte {error.start}", ("UTF-8 text",))]
            ) from None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            raise PackError(
                [Problem(shown, mark.line + 1 if mark else 1, "", f"not YAML: {error.problem}")]
            ) from None
        except yaml.reader.ReaderError as error:
            raise PackError([Problem(shown, 1, "", f"not YAML: {error.reason}")]) from None
        if self.node is None or self.node.value == "":
            raise PackError([Problem(shown, 1, "", "the file is empty")])
        self._left = _MOST_PARTS
        try:
            self.data = self._plain(self.node, "")
        except RecursionError:
            raise self._at(self.node, "", "a part holds itself", ("a tree of parts",)) from None

    def line(self, path: str) -> int:
        """The line of a path such as `versions[0].needs[1]`, or of the nearest part above."""
        node = self.node
        line: int = node.start_mark.line
        steps = _STEP.findall("." + path.lstrip(".") if path else "")
        while steps and (below := _below(node, steps)):
            marker, node, steps = below
            line = marker.start_mark.line
        return line + 1

    def problem(
        self, path: str, message: str, allowed: Iterable[str] = (), *, warning: bool = False
    ) -> Problem:
        """A Problem at that path of this file."""
        return Problem(self.shown, self.line(path), path, message, tuple(allowed), "", warning)

    def _at(self, node: Any, path: str, message: str, allowed: tuple[str, ...]) -> PackError:
        line = node.start_mark.line + 1
        return PackError([Problem(self.shown, line, path.lstrip("."), message, allowed)])

    def _plain(self, node: Any, path: str) -> Any:
        self._left -= 1
        if self._left < 0:
            raise self._at(
                node,
                path,
                f"more than {_MOST_PARTS} parts, repeated ones counted",
                ("a shorter file",),
            )
        if isinstance(node, yaml.ScalarNode):
            return node.value
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, f"{path}[{i}]") for i, item in enumerate(node.value)]
        result: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value
            if not isinstance(key, yaml.ScalarNode):
                raise self._at(key, path, "a key must be a word", ("text before the colon",))
            if name in result:
                raise self._at(key, f"{path}.{name}", "the key stands twice", ("once",))
            result[name] = self._plain(value, f"{path}.{name}")
        return result


def _below(node: Any, steps: list[tuple[str, str]]) -> tuple[Any, Any, list[Any]] | None:
    """The part that the first steps lead to, and the steps left. A key may hold dots: a fact's."""
    for number in range(1, len(steps) + 1):
        key, index = ".".join(key for key, _ in steps[:number]), steps[0][1]
        child = _child(node, key, index)
        if child is not None:
            return (*child, steps[number:])
    return None


def _child(node: Any, key: str, index: str) -> tuple[Any, Any] | None:
    if key and isinstance(node, yaml.MappingNode):
        return next(((k, v) for k, v in node.value if k.value == key), None)
    if index.isdigit() and isinstance(node, yaml.SequenceNode) and int(index) < len(node.value):
        item = node.value[int(index)]
        return item, item
    return None


def convert(source: Source, form: Any, *, data: Any = None, at: str = "") -> Any:
    """The file's data as a Struct of `format`. Raises PackError with file, line, key, allowed."""
    data = source.data if data is None else data
    try:
        return msgspec.convert(data, form, strict=False, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise PackError([_explain(source, form, data, at, error)]) from None


def _decode(kind: Any, value: Any) -> Any:
    if kind is Condition:
        return Condition.parse(value)
    raise NotImplementedError(kind)


def _explain(
    source: Source, form: Any, data: Any, at: str, error: msgspec.ValidationError
) -> Problem:
    message, _, where = str(error).partition(" - at `")
    path = where.rstrip("`").removeprefix("$")
    unknown = re.match(r"Object contains unknown field `(.+)`", message)
    missing = re.match(r"Object missing required field `(.+)`", message)
    path = _named(form, data, path)
    shape = _shape(form, data, path)
    allowed: tuple[str, ...] = shape.allowed
    full = (at + path).lstrip(".")
    if unknown:
        full = f"{full}.{unknown.group(1)}".lstrip(".")
        message = f'unknown key "{unknown.group(1)}"'
    elif missing:
        message = f'the key "{missing.group(1)}" is missing'
        allowed = ()
    elif isinstance(error.__cause__, ConditionError):
        allowed = error.__cause__.allowed
    elif shape.value is not None:
        message = (
            f'"{shape.value}" is not allowed here'
            if not isinstance(shape.value, dict | list)
            else message
        )
        allowed = allowed or (shape.expected,)
    return source.problem(full, message, allowed)


def _named(form: Any, data: Any, path: str) -> str:
    """The path with the key of a map for `[...]`: the first entry that is wrong."""
    before, dots, _ = path.partition("[...]")
    entries = _shape(form, data, before).value
    kind = _kind_at(form, before)
    of = getattr(getattr(kind, "value_type", None), "cls", None)
    if not dots or not isinstance(entries, dict) or of is None:
        return path
    for key, entry in entries.items():
        try:
            msgspec.convert(entry, of, strict=False, dec_hook=_decode)
        except msgspec.ValidationError as error:
            _, _, where = str(error).partition(" - at `")
            inner = _named(of, entry, where.rstrip("`").removeprefix("$"))
            return f"{before}.{key}{inner}"
    return path


def _kind_at(form: Any, path: str) -> Any:
    """The format's type at a path."""
    kind = msgspec.inspect.type_info(form)
    for key, _ in _STEP.findall(path):
        kind = _inner(_bare(kind), key)
    return _bare(kind)


@dataclass(frozen=True, slots=True)
class _Shape:
    allowed: tuple[str, ...]
    expected: str
    value: Any


def _shape(form: Any, data: Any, path: str) -> _Shape:
    """What the format allows at a path, and what stands there."""
    kind = msgspec.inspect.type_info(form)
    for key, index in _STEP.findall(path):
        kind = _inner(_bare(kind), key)
        if key == "..." or index == "..." or not isinstance(data, dict | list):
            data = None
        elif key:
            data = data.get(key) if isinstance(data, dict) else None
        elif isinstance(data, list) and int(index) < len(data):
            data = data[int(index)]
        if kind is None:
            return _Shape((), "", data)
    kind = _bare(kind)
    if isinstance(kind, msgspec.inspect.StructType):
        return _Shape(tuple(f.encode_name for f in kind.fields), "a map", data)
    if isinstance(kind, msgspec.inspect.EnumType):
        return _Shape(tuple(str(v.value) for v in kind.cls), "", data)
    if isinstance(kind, msgspec.inspect.LiteralType):
        return _Shape(tuple(str(v) for v in kind.values), "", data)
    return _Shape((), _words(kind), data)


def _bare(kind: Any) -> Any:
    """Strip metadata and `None` from a type."""
    inspect = msgspec.inspect
    if isinstance(kind, inspect.Metadata):
        return _bare(kind.type)
    if isinstance(kind, inspect.UnionType):
        rest = [t for t in kind.types if not isinstance(t, inspect.NoneType)]
        return _bare(rest[0]) if rest else kind
    return kind


def _inner(kind: Any, key: str) -> Any:
    inspect = msgspec.inspect
    if isinstance(kind, inspect.StructType):
        return next((f.type for f in kind.fields if f.encode_name == key), None)
    if isinstance(kind, inspect.ListType):
        return kind.item_type
    if isinstance(kind, inspect.DictType):
        return kind.value_type
    return None


def _words(kind: Any) -> str:
    inspect = msgspec.inspect
    names: list[tuple[Any, str]] = [
        (inspect.BoolType, "yes or no"),
        (inspect.IntType, "a whole number"),
        (inspect.DateType, "a date such as 2026-11-23"),
        (inspect.ListType, "a list"),
        (inspect.DictType, "a map"),
        (inspect.CustomType, "a condition, fact: test"),
    ]
    for cls, words in names:
        if isinstance(kind, cls):
            return words
    if isinstance(kind, inspect.StrType):
        return f"text of the form {kind.pattern}" if kind.pattern else "text"
    return "another type"
