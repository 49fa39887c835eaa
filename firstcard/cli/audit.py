"""`firstcard audit`: compare the audit trail with its checkpoints, without the service."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from firstcard.cli.speech import (
    BAD_INPUT,
    REFUSED,
    Refusal,
    check_choice,
    chosen_language,
    print_json,
    say,
    speak,
)

if TYPE_CHECKING:
    import psycopg

    from firstcard.core.sealing.verifier import Finding, Report

_MOST_SHOWN = 20
_KNOWN_SHAPE = re.compile(r"(\d{1,18}):([0-9a-f]{64})")
app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help=say("Check the audit trail.", "核对审计记录。"),
)
_FILE = typer.Option(
    None, "--checkpoints", metavar="FILE", help=say("The checkpoint file.", "检查点文件。")
)
_PUBLIC_KEY = typer.Option(
    None, metavar="FILE",
    help=say("The public key; best one that was kept elsewhere.",
             "公钥文件，最好使用另行保存的副本。"),
)  # fmt: skip
_KNOWN = typer.Option(
    None, metavar="COUNT:ROOT",
    help=say("A checkpoint that was written down earlier.", "此前记下的检查点。"),
)  # fmt: skip
_LANG = typer.Option(None, "--lang", metavar="en|zh", help=say("Language.", "语言。"))
_FORMAT = typer.Option("text", "--format", metavar="text|json", help=say("Form.", "输出格式。"))


@app.callback()
def group() -> None:
    """Keep `verify` a command of its own, though it is the only one."""


@app.command(
    help=say("Compare the audit trail with its signed checkpoints; see docs/audit.md.",
             "将审计记录与已签名的检查点核对，参见 docs/audit.md。")
)  # fmt: skip
def verify(
    checkpoints: Path | None = _FILE,
    public_key: Path | None = _PUBLIC_KEY,
    known: str | None = _KNOWN,
    language: str | None = _LANG,
    form: str = _FORMAT,
) -> int:
    """Print what was compared; name the first bad entry and those after it on stderr."""
    if language is not None:
        check_choice(option="--lang", given=language, allowed=("en", "zh"))
        speak(chosen_language(argv=["--lang", language], environ={}))
    check_choice(option="--format", given=form, allowed=("text", "json"))
    report = _report(*_files(checkpoints, public_key), _known(known))
    if form == "json":
        print_json(report)
    else:
        print(_summary(report))
    sys.stdout.flush()
    for line in _complaints(report):
        print(line, file=sys.stderr)
    return 0 if report.well else REFUSED


def _files(checkpoints: Path | None, public_key: Path | None) -> tuple[Path, Path]:
    from firstcard.config.places import checkpoints_folder
    from firstcard.core.sealing.checkpoints import FILE, PUBLIC_KEY

    file = checkpoints or checkpoints_folder() / FILE
    if not file.is_file():
        raise Refusal(
            say(f"there is no checkpoint file {file}; nothing has been sealed, or it is elsewhere",
                f"没有检查点文件 {file}：尚未封存，或文件在别处"), code=REFUSED
        )  # fmt: skip
    return file, public_key or file.parent / PUBLIC_KEY


def _known(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    found = _KNOWN_SHAPE.fullmatch(text.strip().lower())
    if found is None:
        raise Refusal(
            say("--known: write COUNT:ROOT, as an earlier check printed it",
                "--known：请填写“数量:根值”，与此前核对时打印的一致"), code=BAD_INPUT
        )  # fmt: skip
    return int(found[1]), found[2]


def _report(file: Path, public_key: Path, known: tuple[int, str] | None) -> Report:
    import psycopg

    from firstcard.config.places import DatabaseUnavailable
    from firstcard.core.sealing.keys import UnusableKey, public_keys
    from firstcard.core.sealing.verifier import verify as compare

    try:
        keys = public_keys(path=public_key)
        with _database() as connection:
            return compare(connection=connection, file=file, keys=keys, known=known)
    except (UnusableKey, DatabaseUnavailable) as error:
        raise Refusal(str(error), code=REFUSED) from None
    except psycopg.Error as error:
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise Refusal(
            say(f"the database cannot be read: {said}", f"无法读取数据库：{said}"), code=REFUSED
        ) from None


@contextmanager
def _database() -> Iterator[psycopg.Connection[Any]]:
    """A connection to DATABASE_URL, else to the embedded database, started for this if need be."""
    import psycopg

    from firstcard.config import databases, embedded_postgres
    from firstcard.config.places import DatabaseUnavailable, folder_of, home_from_environment

    home, url = home_from_environment(), databases.own_server_url()
    if url is not None:
        with psycopg.connect(url, connect_timeout=10) as connection:
            yield connection
    elif embedded_postgres.is_running(home=home):
        with psycopg.connect(embedded_postgres.service_dsn(home=home)) as connection:
            yield connection
    elif not (folder_of(home=home) / "data").exists():
        raise DatabaseUnavailable(f"There is no database of {home}; set DATABASE_URL.")
    else:
        with embedded_postgres.Server(home=home) as server, psycopg.connect(server.dsn) as own:
            yield own


def _summary(report: Report) -> str:
    if report.until is None:
        return say("no checkpoint yet", "尚无检查点")
    until = report.until.astimezone().isoformat(timespec="seconds")
    lines = [
        say(f"{report.sealed} entries in {report.checkpoints} checkpoints; "
            f"all written before {until} must be among them",
            f"检查点 {report.checkpoints} 个，含记录 {report.sealed} 条；"
            f"{until} 之前写入的记录都应在其中"),
        say(f"{report.open} newer entries, for which nothing vouches yet",
            f"另有较新的记录 {report.open} 条，尚未封存"),
    ]  # fmt: skip
    if report.cut:
        lines.append(say(f"{report.cut} lines of the file were cut off while they were written",
                         f"文件中有 {report.cut} 行在写入时中断"))  # fmt: skip
    if report.clock_back:
        lines.append(say(f"the clock went back {report.clock_back} times",
                         f"系统时钟回拨 {report.clock_back} 次"))  # fmt: skip
    if report.well:
        lines.append(say("all is as it was sealed; write this down for --known: ",
                         "与封存时一致；请记下以备 --known 使用：")
                     + f"{report.sealed}:{report.root}")  # fmt: skip
    return "\n".join(lines)


def _complaints(report: Report) -> Iterator[str]:
    for number, finding in enumerate(report.findings[:_MOST_SHOWN]):
        first = say("first: ", "首个问题：") if number == 0 else ""
        yield first + _complaint(finding)
    more = len(report.findings) - _MOST_SHOWN
    if more > 0:
        yield say(f"and {more} more", f"另有 {more} 个问题")


def _complaint(finding: Finding) -> str:
    entry = finding.entry
    when = f" ({finding.sealed_at.isoformat(timespec='seconds')})" if finding.sealed_at else ""
    if finding.kind == "file":
        line = finding.line if finding.line is not None else "-"
        return say(f"checkpoint file, line {line}: {finding.why}",
                   f"检查点文件第 {line} 行：{finding.why}")  # fmt: skip
    return {
        "changed": say(f"entry {entry} is not as it was sealed{when}",
                       f"记录 {entry} 与封存时不一致{when}"),
        "lost": say(f"entry {entry} is missing; it was sealed{when}",
                    f"记录 {entry} 缺失，曾被封存{when}"),
        "inserted": say(f"entry {entry} was put in later; it claims an earlier time{when}",
                        f"记录 {entry} 为事后插入，所称时间更早{when}"),
        "twice": say(f"entry {entry} was sealed twice", f"记录 {entry} 被封存两次"),
    }[finding.kind]  # fmt: skip
