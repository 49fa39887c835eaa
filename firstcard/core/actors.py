"""Who acts: what every operation is told as `by`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["person", "service", "public"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One role, held within a region (GB/T 2260) and, for desks, at an office (its code or "")."""

    role: str
    region: str
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person with an account, the service itself, or somebody of the public.

    `account`: its number, None where there is none. `name`: how others may be told who acted.
    """

    kind: ActorKind
    account: int | None = None
    name: str = ""
    grants: tuple[Grant, ...] = ()

    @property
    def role(self) -> str:
        """The role that is written into histories: the first one held, or the kind."""
        return self.grants[0].role if self.grants else self.kind


SERVICE = Actor(kind="service", name="Firstcard")
PUBLIC = Actor(kind="public")
