"""`firstcard cards send|take`: what the worker does, by hand, on the database of the service."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import card_files
import card_makers
import msgspec
import pytest
from card_files import lines_of, whole
from django.db import connection

from firstcard.cards.models import Batch, Card
from firstcard.cards.operations import exchanging
from firstcard.cli import main

pytestmark = pytest.mark.django_db(transaction=True)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    own = connection.settings_dict
    user, password = quote(own["USER"]), quote(own["PASSWORD"])
    host, port = quote(str(own["HOST"]), safe=""), own["PORT"]
    url = f"postgresql://{user}:{password}@/{own['NAME']}?host={host}&port={port}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("FIRSTCARD_DEMO", "1")
    monkeypatch.delenv("FIRSTCARD_CARD_FOLDER", raising=False)

    def call(*words: str | Path, lang: str = "en") -> tuple[int, str, str]:
        capfd.readouterr()
        code = main(["cards", *map(str, words), "--lang", lang])
        return code, *capfd.readouterr()

    return call


def test_what_waits_is_sent_and_what_comes_back_is_taken(run: Run, tmp_path: Path) -> None:
    for _ in range(2):
        card_makers.order()
    centre = card_files.centre()
    for name in (exchanging.OUT, exchanging.IN):
        (tmp_path / centre.code / name).mkdir(parents=True)
    code, out, _ = run("send", "--coding", "gb18030", "--folder", tmp_path)
    batch = Batch.objects.get()
    assert (code, batch.count, batch.profile) == (0, 2, "gb18030")
    assert out.splitlines() == [f"centre: {batch.number}, cards: 2, gb18030",
                                f"{batch.number} lies in the folder of centre"]  # fmt: skip
    assert (tmp_path / "centre" / "out" / batch.number / f"{batch.number}.csv").is_file()
    assert run("send")[1] == "No card waits.\n"
    data = whole(lines_of(batch))
    where = tmp_path / "centre" / "in"
    (where / f"{batch.number}.result.csv").write_bytes(data)
    (where / "r.json").write_bytes(msgspec.json.encode(card_files.manifest(batch, data)))
    code, out, _ = run("take", "--folder", tmp_path)
    assert (code, out) == (0, f"{batch.number}.result.csv: lines 2, worked through 2, known 0, "
                              "set aside 0\n")  # fmt: skip
    assert set(Card.objects.values_list("making", flat=True)) == {"made"}
    assert run("take", "--folder", tmp_path, lang="zh")[1] == "没有文件。\n"


def test_a_file_that_is_refused_is_told_and_ends_with_1(run: Run, tmp_path: Path) -> None:
    where = tmp_path / card_files.centre().code / "in"
    where.mkdir(parents=True)
    (where / "alone.csv").write_bytes(b"x")
    code, out, _ = run("take", "--folder", tmp_path)
    assert (code, out) == (1, "alone.csv: refused. There is a file without a manifest.\n")


def test_what_cannot_be_is_refused(run: Run) -> None:
    assert run("send", "--centre", "nowhere")[::2] == (
        2, "firstcard: there is no card centre nowhere\n")  # fmt: skip
    assert run("send", "--coding", "latin-1")[0] == 2
    assert run("take")[0] == 2
