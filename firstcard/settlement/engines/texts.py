"""Texts as Arrow holds them, offsets and bytes: equality and order without making any object."""

from __future__ import annotations

from typing import Any

import numpy as np

from firstcard.settlement.engines.compiled import inlined, making


@inlined
def same(one_from: Any, one: Any, i: int, other_from: Any, other: Any, j: int) -> bool:
    """Whether text i of one column is text j of another."""
    a, b = one_from[i], other_from[j]
    size = one_from[i + 1] - a
    if other_from[j + 1] - b != size:
        return False
    # Numbers that count up differ in their last characters first.
    for k in range(size - 1, -1, -1):  # noqa: SIM110 - compiled
        if one[a + k] != other[b + k]:
            return False
    return True


@inlined
def compare(one_from: Any, one: Any, i: int, other_from: Any, other: Any, j: int) -> Any:
    """Below, at or above 0 as text i stands before, at or after text j, byte by byte."""
    a, b = one_from[i], other_from[j]
    size_a, size_b = one_from[i + 1] - a, other_from[j + 1] - b
    for k in range(min(size_a, size_b)):
        if one[a + k] != other[b + k]:
            return np.int64(one[a + k]) - np.int64(other[b + k])
    return np.int64(size_a) - np.int64(size_b)


@making
def hashes(texts_from: Any, texts: Any) -> Any:
    """A 64-bit hash of each text (FNV-1a, then mixed)."""
    size = len(texts_from) - 1
    found = np.empty(size, np.uint64)
    for i in range(size):
        value = np.uint64(14695981039346656037)
        for k in range(texts_from[i], texts_from[i + 1]):
            value = (value ^ np.uint64(texts[k])) * np.uint64(1099511628211)
        value ^= value >> np.uint64(32)
        found[i] = value * np.uint64(0x9E3779B97F4A7C15)
    return found


@making
def people(
    person_from: Any, person: Any, discharged: Any, id_from: Any, ids: Any, last_person_from: Any,
    last_person: Any, last_day: int, last_id_from: Any, last_id: Any,
) -> Any:  # fmt: skip
    """For each claim whether a person begins there; and the first claim out of order, or -1.

    `last…` is the claim before this batch.
    """
    size = len(discharged)
    begins = np.ones(size, np.bool_)
    for i in range(size):
        if i == 0:
            if len(last_person_from) == 1:
                continue
            order = compare(person_from, person, 0, last_person_from, last_person, 0)
            day = last_day
        else:
            order = compare(person_from, person, i, person_from, person, i - 1)
            day = discharged[i - 1]
        if order < 0:
            return begins, i
        if order > 0:
            continue
        begins[i] = False
        if discharged[i] < day:
            return begins, i
        if discharged[i] > day:
            continue
        if i == 0:
            order = compare(id_from, ids, 0, last_id_from, last_id, 0)
        else:
            order = compare(id_from, ids, i, id_from, ids, i - 1)
        if order < 0:
            return begins, i
    return begins, -1
