"""References of cases, such as FC-7K3M-9QX2-H. Pure."""

from firstcard.core import references

_PREFIX = "FC"


def new_reference() -> str:
    """A random one."""
    return references.new(prefix=_PREFIX)


def read_reference(text: str) -> str | None:
    """The reference as it is written; None where it cannot be one."""
    return references.read(text, prefix=_PREFIX)
