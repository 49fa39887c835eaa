"""The table of permissions and the page made from it."""

from pathlib import Path

from firstcard.people.permissions import PERMISSIONS, Permission, Role
from firstcard.people.permissions_page import MEANINGS, ROLES, text

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_is_what_the_table_says() -> None:
    assert (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8") == text()


def test_each_role_and_permission_has_words_in_both_languages() -> None:
    assert set(ROLES) == set(Role) == set(PERMISSIONS)
    assert set(MEANINGS) == set(Permission)
    assert all(each.en and each.zh for each in (*ROLES.values(), *MEANINGS.values()))


def test_each_permission_is_somebodys() -> None:
    assert set().union(*PERMISSIONS.values()) == set(Permission)
