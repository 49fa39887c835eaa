"""The commands and the way out of each: an exit code, and one clear line where it is not 0."""

from __future__ import annotations

import io
import os
import re
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

import typer
from typer.exceptions import TyperException

from firstcard.cli import adjudicate, answer, audit, cards, demo, packs, plan, settle
from firstcard.cli.speech import (
    BAD_INPUT,
    PROGRAM_MISTAKE,
    REFUSED,
    STOPPED,
    Refusal,
    chosen_language,
    complain,
    reason,
    say,
    speak,
)

_USAGE = {
    r"No such option: (\S+)(?: \(Possible options: (.+)\)| Did you mean .+)?": "没有选项 {0}",
    r"No such command '(.+?)'.*": "没有命令“{0}”",
    r"Missing option '(.+?)'.*": "缺少选项 {0}",
    r"Missing argument '(.+?)'.*": "缺少参数 {0}",
    r"Invalid value for '(.+?)': .*": "{0} 的值不可用",
    r"Option '(.+?)' requires an argument": "选项 {0} 缺少值",
    r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)": "多余的参数：{0}",
}

app = typer.Typer(
    name="firstcard",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help=say("From a birth to a working social security card.", "从出生到一张能用的社会保障卡。"),
)
app.add_typer(packs.app, name="packs")
app.add_typer(audit.app, name="audit")
app.add_typer(cards.app, name="cards")
app.command("plan", help=plan.HELP)(plan.command)
app.command("answer", help=answer.HELP)(answer.command)
app.command("adjudicate", help=adjudicate.HELP)(adjudicate.command)
app.command("settle", help=settle.HELP)(settle.command)
app.command("demo", help=demo.HELP)(demo.command)


@app.command(
    "serve",
    help=say("Run the service: pages, API and its database.", "运行服务：网页、接口及其数据库。"),
)
def serve(
    demo: bool = typer.Option(
        False, "--demo", help=say("With made-up offices, for trying out.", "演示模式，含示例机构。")
    ),
    host: str = typer.Option("127.0.0.1", help=say("Address to listen on.", "监听地址。")),
    port: int = typer.Option(8000, min=1, max=65535, help=say("Port.", "端口。")),
    workers: int = typer.Option(
        0, min=0, max=64, help=say("Web processes; 0: as fits the machine.", "进程数；0 为自动。")
    ),
) -> int:
    """Serve until stopped."""
    from firstcard.config.serve import run

    return run(host=host, port=port, demo=demo, workers=workers or None)


@app.command(
    "work",
    help=say(
        "Run the worker apart from `serve`: seals, messages, what is due.",
        "单独运行后台任务（封存审计记录、发送消息、定时任务）。",
    ),
)
def work() -> int:
    """Work until stopped, on a database whose service runs."""
    from firstcard.config.work import run_apart

    return run_apart()


@app.command(
    "population",
    help=say(
        "Put made-up families into a running demonstration, at every stage.",
        "向正在运行的演示服务加入虚构家庭，涵盖各个办理阶段。",
    ),
)
def population(
    number: int = typer.Argument(..., min=1, max=5000, help=say("How many.", "数量。")),
) -> int:
    """Make them, beside the service."""
    from firstcard.config.demo_data import run_apart

    return run_apart(number=number)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    speak(chosen_language(argv=words, environ=os.environ))
    if not _streams_open():
        return REFUSED
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal in another encoding shows a mark where it lacks a character.
            stream.reconfigure(errors="replace")
    try:
        code = _run(words)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    return code


def _streams_open() -> bool:
    """Nothing on stdin and nowhere to complain are fine; nowhere to answer is refused."""
    answerable = sys.stdout is not None
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, io.TextIOWrapper(io.BytesIO()))
    if not answerable:
        complain(say("stdout is closed", "标准输出已关闭"))
    return answerable


def _run(words: list[str]) -> int:
    try:
        result = app(args=words, prog_name="firstcard", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except Refusal as refusal:
        for line in refusal.lines:
            # The name of a file may hold line breaks.
            complain(" ".join(line.splitlines()))
        return refusal.code
    except TyperException as error:
        complain(_usage(error))
        return BAD_INPUT
    except (KeyboardInterrupt, typer.Abort):
        complain(say("stopped", "已停止"))
        return STOPPED
    except BrokenPipeError:
        raise
    except OSError as error:
        named = say(f"{error.filename}: ", f"{error.filename}：") if error.filename else ""
        complain(f"{named}{reason(error)}")
        return REFUSED
    except Exception as error:  # noqa: BLE001 - the last door: a mistake of ours is one line too
        return _mistake(error)


def _usage(error: TyperException) -> str:
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return f"{say('say what to do', '请写明要做什么')}\n{error.format_message()}"
    text = error.format_message().replace("\n", " ").rstrip(".")
    hint = say("see firstcard --help", "参见 firstcard --help")
    return say(f"{text} ({hint})", f"{_in_chinese(text)}（{hint}）")


def _in_chinese(text: str) -> str:
    """The parser's own sentences in Chinese; what it quotes stays as it was typed."""
    for english, chinese in _USAGE.items():
        found = re.fullmatch(english, text)
        if found:
            return chinese.format(*found.groups())
    return f"命令用法有误：{text}"


def _mistake(error: Exception) -> int:
    if os.environ.get("FIRSTCARD_DEBUG", "") == "1":
        raise error
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = ""
    if trace is not None:
        name = Path(trace.tb_frame.f_code.co_filename).name
        place = f", {name}:{trace.tb_lineno}"
    number = secrets.token_hex(4)
    complain(
        say(
            f"a mistake in the program, number {number} ({type(error).__name__}{place}). "
            "FIRSTCARD_DEBUG=1 shows it whole; please report it",
            f"程序出错，编号 {number}（{type(error).__name__}{place}）。"
            "设置 FIRSTCARD_DEBUG=1 可查看详情，请反馈给我们",
        )
    )
    return PROGRAM_MISTAKE
