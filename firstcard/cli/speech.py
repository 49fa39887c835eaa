"""Which language the command line speaks, and how it refuses."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from firstcard.policy.format import Text

Lang = Literal["en", "zh"]
REFUSED = 1
BAD_INPUT = 2
PROGRAM_MISTAKE = 70
STOPPED = 130
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


class Refusal(Exception):
    """What was asked is not done. `lines` say why; `code` is the exit code."""

    def __init__(self, *lines: str, code: int = BAD_INPUT) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
        self.code = code


def chosen_language(*, argv: Sequence[str], environ: Mapping[str, str]) -> Lang:
    """--lang, else FIRSTCARD_LANG, else the locale; English where none of them says Chinese."""
    for number, word in enumerate(argv):
        if word == "--lang" and number + 1 < len(argv):
            return _lang(argv[number + 1])
        if word.startswith("--lang="):
            return _lang(word.removeprefix("--lang="))
    named = environ.get("FIRSTCARD_LANG", "")
    if named:
        return _lang(named)
    return _lang(next((environ[name] for name in _LOCALES if environ.get(name)), ""))


def _lang(text: str) -> Lang:
    return "zh" if text.lower().startswith("zh") else "en"


_spoken: list[Lang] = [chosen_language(argv=sys.argv, environ=os.environ)]


def speak(lang: Lang) -> None:
    """Speak this language from now on."""
    _spoken[0] = lang


def lang() -> Lang:
    """The language spoken now."""
    return _spoken[0]


def say(en: str, zh: str) -> str:
    """The sentence in the language spoken now."""
    return zh if lang() == "zh" else en


def spoken(text: Text) -> str:
    """A text of both languages in the language spoken now."""
    return say(text.en, text.zh)


def print_json(value: Any) -> None:
    """A result as indented JSON in UTF-8 on stdout, whatever the terminal's encoding."""
    sys.stdout.buffer.write(json_bytes(value))


def json_bytes(value: Any) -> bytes:
    """A result as indented JSON in UTF-8."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


_REASONS = {
    errno.ENOENT: ("there is no such file or folder", "文件或文件夹不存在"),
    errno.EACCES: ("it may not be read or written", "没有读写权限"),
    errno.EPERM: ("it may not be read or written", "没有读写权限"),
    errno.EISDIR: ("it is a folder", "这是文件夹"),
    errno.ENOTDIR: ("a part of the path is no folder", "路径中有一部分不是文件夹"),
    errno.ENOSPC: ("the disk is full", "磁盘空间不足"),
    errno.EROFS: ("the disk is read-only", "磁盘为只读"),
    errno.ENAMETOOLONG: ("the name is too long", "文件名过长"),
}


def reason(error: OSError) -> str:
    """Why the system did not do something, in the language spoken now."""
    if error.errno in _REASONS:
        return say(*_REASONS[error.errno])
    return error.strerror or str(error)


def check_choice(*, option: str, given: str, allowed: Iterable[str]) -> str:
    """The value given. Raises Refusal naming what is allowed."""
    names = list(allowed)
    if given in names:
        return given
    raise Refusal(
        say(
            f"{option}: {given!r} is not one of {', '.join(names)}",
            f"{option}：“{given}”不可用，可选：{'、'.join(names)}",
        )
    )


def complain(line: str) -> None:
    """One line on stderr, with the program's name."""
    print(f"firstcard: {line}", file=sys.stderr, flush=True)
