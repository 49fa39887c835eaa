"""What can be wrong with a file, and with a line of one. Pure; the words are in `words`."""

from __future__ import annotations

from enum import StrEnum


class FileFault(StrEnum):
    """Why nothing of a file was looked into."""

    NO_FILE = "no-file"
    NO_MANIFEST = "no-manifest"
    MANIFEST = "manifest-unreadable"
    OTHER_FORMAT = "other-format"
    UNKNOWN_BATCH = "unknown-batch"
    TOO_LARGE = "too-large"
    OTHER_BYTES = "other-bytes"
    OTHER_COUNT = "other-count"
    OTHER_SUM = "other-sum"
    CODING = "other-coding"
    HEADER = "other-columns"


class LineFault(StrEnum):
    """Why one line was set aside."""

    CODING = "coding"
    TOO_LONG = "too-long"
    CONTROL = "control-sign"
    QUOTES = "quotes"
    SHORT = "too-few-cells"
    LONG = "too-many-cells"
    FORMULA = "formula"
    ORDER = "order"
    RESULT = "result"
    NUMBER = "card-number"
    CODE = "card-code"
    DATE = "date"
    REASON = "reason"
    SPOILED = "spoiled"
    BOTH = "made-and-failed"
    UNKNOWN_CARD = "unknown-card"
    OTHER_BATCH = "not-in-batch"
    TWICE = "twice"
    CONTRARY = "contrary"
    OTHERWISE = "answered-otherwise"
    TAKEN = "number-taken"
    STOPPED = "stopped"
    NOT_NOW = "not-now"
    NOT_STORED = "not-stored"


class Unfit(Exception):
    """A file that is not looked into."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault.value)
        self.fault = fault
