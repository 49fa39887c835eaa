"""Why a file is not taken: codes that the child process answers with. Pure."""

from __future__ import annotations


class Unfit(Exception):
    """A file that is not opened. `code` says why; `words.REASONS` has the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
