"""JSON Schemas of the files of a policy pack, for editors that complete and check while one types.

They are made from the Structs of `format` and the file kinds of `packs.FILES`, so that an editor
and the loader cannot disagree about a key. `python -m firstcard.policy.json_schema` writes them
to `firstcard/policy/schema/`; a test fails where the written ones are not current. What a single
file cannot show (references, tables, circles) is checked by `firstcard packs check` only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from firstcard.policy.conditions import Condition
from firstcard.policy.packs import FILES

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = Path(__file__).resolve().parent / "schema"

_TEST = {"type": ["string", "number"]}
_CONDITION: dict[str, Any] = {
    "title": "Condition",
    "description": "Facts and tests that must all hold; of the conditions under `any` one must.",
    "type": "object",
    "minProperties": 1,
    "properties": {
        "any": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Condition"}},
    },
    "additionalProperties": _TEST,
}


def name_of(kind: str) -> str:
    """The schema's file name for a key of `packs.FILES`: `documents` -> `documents.json`."""
    return kind.removesuffix(".yaml").replace("/", "-") + ".json"


def schemas() -> dict[str, dict[str, Any]]:
    """The schema of every kind of file in a pack, by its file name."""
    return {name_of(kind): schema_of(kind=kind) for kind in FILES}


def schema_of(*, kind: str) -> dict[str, Any]:
    """The schema of one kind of file; `kind` is a key of `packs.FILES`."""
    made = msgspec.json.schema(FILES[kind], schema_hook=_reference)
    if _names_condition(made):
        made["$defs"]["Condition"] = _CONDITION
    return {"$schema": DIALECT, "title": _title(kind), **_tidied(made)}


def write(*, folder: Path = FOLDER) -> list[Path]:
    """Write every schema below `folder`, sorted and indented; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder / name, text_of(schema)) for name, schema in sorted(schemas().items())]


def text_of(schema: Mapping[str, Any]) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _title(kind: str) -> str:
    return kind if kind.endswith(".yaml") else f"{kind}/*.yaml"


def _reference(kind: Any) -> dict[str, Any]:
    if kind is Condition:
        return {"$ref": "#/$defs/Condition"}
    raise NotImplementedError(kind)


def _names_condition(schema: Mapping[str, Any]) -> bool:
    return '"#/$defs/Condition"' in json.dumps(schema)


def _tidied(node: Any) -> Any:
    """The schema as a pack is written: no null, and numbers with or without quotation marks."""
    if isinstance(node, list):
        return [_tidied(each) for each in node]
    if isinstance(node, str):
        return _public(node)
    if not isinstance(node, dict):
        return node
    said = {k: v for k, v in node.items() if not (k == "default" and v is None)}
    return _as_written(_without_null({_public(k): _tidied(v) for k, v in said.items()}))


def _public(name: str) -> str:
    """A name without the underscore that a private Struct carries."""
    return name.replace("#/$defs/_", "#/$defs/").removeprefix("_")


def _without_null(node: dict[str, Any]) -> dict[str, Any]:
    choices = [each for each in node.get("anyOf", ()) if each != {"type": "null"}]
    if len(choices) != 1:
        return node
    only: dict[str, Any] = choices[0]
    return {key: value for key, value in node.items() if key != "anyOf"} | only


def _as_written(node: dict[str, Any]) -> dict[str, Any]:
    if node.get("type") == "integer":
        return node | {"type": ["integer", "string"], "pattern": "^-?[0-9]+$"}
    if node.get("format") == "date":
        return node | {"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    return node


if __name__ == "__main__":
    write()
