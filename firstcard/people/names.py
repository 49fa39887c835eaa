"""Names as people type them. Pure."""

import unicodedata


def plain(name: str) -> str:
    """A name without what people type differently: blanks, width, capitals."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
