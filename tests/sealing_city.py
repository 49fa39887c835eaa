"""A city whose rules say when an unclaimed card is put away: Qingyuan, after six months."""

from __future__ import annotations

import shutil
from pathlib import Path

from firstcard.policy.book import RuleBook
from firstcard.policy.loading import load

SHIPPED = Path(__file__).resolve().parents[1] / "packs"
REGION = "441800"
PACK = """\
id: cn-4418
region: "441800"
name: {en: Qingyuan, zh: 清远市}
parent: cn
version: "1"
released_on: 2026-11-23
"""
COLLECTION = """\
id: card-collection
change: overlay
versions:
  - from: 2020-01-01
    reviewed_on: 2026-11-23
    waiting: {seal_after: {months: 6}, basis: [{local: yes, source: card-collection-pages}]}
"""


def book(*, folder: Path) -> RuleBook:
    """The shipped packs, and Qingyuan's."""
    root = folder / "packs"
    shutil.copytree(SHIPPED, root)
    (root / "cn-4418" / "documents").mkdir(parents=True)
    (root / "cn-4418" / "pack.yaml").write_text(PACK, encoding="utf-8")
    path = root / "cn-4418" / "documents" / "card-collection.yaml"
    path.write_text(COLLECTION, encoding="utf-8")
    found = load(root=root)
    assert [str(each) for each in found.problems if not each.warning] == []
    return found
