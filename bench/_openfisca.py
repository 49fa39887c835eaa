"""The simple rules of a bill as a user of OpenFisca would write them; runs in its own environment.

`python _openfisca.py RULES.json CLAIMS.parquet LINES.parquet OUT.parquet` reads, settles and
writes. Amounts are yuan in 32-bit floats, as all amounts of OpenFisca. A line is its person, a bill
the group of its lines.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

YEAR, SINCE = "2026", "2020-01-01"
Line = build_entity(key="line", plural="lines", label="A line", is_person=True)
Claim = build_entity(
    key="claim", plural="claims", label="A bill",
    roles=[{"key": "item", "plural": "items", "label": "Its line"}],
)  # fmt: skip


class InstitutionClass(Enum):
    """The six classes of the table."""

    township = "township"
    county_2 = "county-2"
    city_2 = "city-2"
    city_3 = "city-3"
    province_2 = "province-2"
    province_3 = "province-3"


CLASSES: tuple[Any, ...] = tuple(InstitutionClass.__members__.values())


def _half_up(yuan: Any) -> Any:
    return np.floor(yuan * 100 + 0.5) / 100


class amount(Variable):
    value_type, entity, definition_period, label = float, Line, DateUnit.YEAR, "Amount"


class limit_price(Variable):
    value_type, entity, definition_period, label = float, Line, DateUnit.YEAR, "Price limit"


class self_pay_share(Variable):
    value_type, entity, definition_period, label = float, Line, DateUnit.YEAR, "Share paid first"


class of_class_c(Variable):
    value_type, entity, definition_period, label = bool, Line, DateUnit.YEAR, "Paid whole"


class line_in_scope(Variable):
    value_type, entity, definition_period, label = float, Line, DateUnit.YEAR, "In scope"

    def formula(line: Any, period: Any) -> Any:
        limited = np.minimum(line("amount", period), line("limit_price", period))
        before = _half_up(limited * line("self_pay_share", period))
        return np.where(line("of_class_c", period), 0, limited - before)


class institution_class(Variable):
    value_type, possible_values, default_value = Enum, InstitutionClass, InstitutionClass.township
    entity, definition_period, label = Claim, DateUnit.YEAR, "Class of institution"


class pool_paid_before(Variable):
    value_type, entity, definition_period, label = float, Claim, DateUnit.YEAR, "Paid this year"


class total(Variable):
    value_type, entity, definition_period, label = float, Claim, DateUnit.YEAR, "Total"

    def formula(claim: Any, period: Any) -> Any:
        return claim.sum(claim.members("amount", period))


class in_scope(Variable):
    value_type, entity, definition_period, label = float, Claim, DateUnit.YEAR, "In scope"

    def formula(claim: Any, period: Any) -> Any:
        return claim.sum(claim.members("line_in_scope", period))


class deductible(Variable):
    value_type, entity, definition_period, label = float, Claim, DateUnit.YEAR, "Deductible"

    def formula(claim: Any, period: Any, parameters: Any) -> Any:
        full = parameters(period).deductible[claim("institution_class", period)]
        return np.minimum(full, claim("in_scope", period))


class pool_paid(Variable):
    value_type, entity, definition_period, label = float, Claim, DateUnit.YEAR, "The fund pays"

    def formula(claim: Any, period: Any, parameters: Any) -> Any:
        known = parameters(period)
        base, first = claim("in_scope", period), claim("deductible", period)
        which = claim("institution_class", period)
        paid = np.zeros(len(base))
        for one in CLASSES:
            scale, here = known.bands[one.name], which == one
            paid[here] = scale.calc(base[here]) - scale.calc(first[here])
        left = np.maximum(known.cap - claim("pool_paid_before", period), 0)
        return np.minimum(_half_up(paid), left)


class person_total(Variable):
    value_type, entity, definition_period, label = float, Claim, DateUnit.YEAR, "The family pays"

    def formula(claim: Any, period: Any) -> Any:
        return claim("total", period) - claim("pool_paid", period)


VARIABLES = (
    amount, limit_price, self_pay_share, of_class_c, line_in_scope, institution_class,
    pool_paid_before, total, in_scope, deductible, pool_paid, person_total,
)  # fmt: skip
OUTPUTS = ("total", "in_scope", "deductible", "pool_paid", "person_total")


def system(rules: dict[str, Any]) -> TaxBenefitSystem:
    """The rules as a system of OpenFisca: variables, and parameters in yuan."""
    made = TaxBenefitSystem([Line, Claim])
    made.add_variables(*VARIABLES)
    classes = {one.name: rules["classes"][one.value] for one in CLASSES}
    made.parameters = ParameterNode(data={
        "cap": _since(rules["cap"] / 100),
        "deductible": {
            name: {"values": _since(each["deductible"] / 100)} for name, each in classes.items()
        },
        "bands": {name: {"brackets": _brackets(each["bands"])} for name, each in classes.items()},
    })  # fmt: skip
    return made


def _since(value: float) -> dict[str, Any]:
    return {SINCE: {"value": value}}


def _brackets(bands: list[list[int]]) -> list[dict[str, Any]]:
    return [
        {"threshold": _since(start / 100), "rate": _since(ratio / 10_000)}
        for start, _, ratio in bands
    ]


def settle(rules: dict[str, Any], claims: Path, lines: Path, out: Path) -> None:
    """Reads both files, settles, writes."""
    columns = ["claim_id", "institution.class", "year_to_date.pool_paid"]
    heads = pq.read_table(claims, columns=columns)
    items = pq.read_table(
        lines, columns=["claim_id", "amount", "limit_price", "self_pay_share", "list_class"]
    )
    ids = np.asarray(heads["claim_id"])
    builder, made = SimulationBuilder(), system(rules)
    builder.create_entities(made)
    builder.declare_person_entity("line", np.arange(len(items)))
    group = builder.declare_entity("claim", ids)
    builder.join_with_persons(group, np.asarray(items["claim_id"]), ["item"] * len(items))
    simulation = builder.build(made)
    fen = np.asarray(items["amount"])
    limits = np.asarray(items["limit_price"].combine_chunks().fill_null(2**62))
    shares = np.asarray(items["self_pay_share"].combine_chunks().fill_null(0))
    classes = np.asarray(heads["institution.class"].cast(pa.string()))
    given = {
        "amount": fen / 100, "limit_price": np.minimum(fen, limits) / 100,
        "self_pay_share": shares / 10_000,
        "of_class_c": np.asarray(items["list_class"].cast(pa.string())) == "C",
        "institution_class": np.char.replace(classes.astype(str), "-", "_"),
        "pool_paid_before": np.asarray(heads["year_to_date.pool_paid"]) / 100,
    }  # fmt: skip
    for name, values in given.items():
        simulation.set_input(name, YEAR, values)
    found = {name: simulation.calculate(name, YEAR) for name in OUTPUTS}
    pq.write_table(pa.table({"claim_id": ids, **found}), out)


if __name__ == "__main__":
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    began = time.perf_counter()
    settle(told, *(Path(word) for word in sys.argv[2:]))
    seconds = time.perf_counter() - began
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
