"""`firstcard audit verify`: what it prints, what it refuses, and that it needs no service."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from processes import SOURCE
from trail import outside, sealed_trail, write

from firstcard.cli import main
from firstcard.config.embedded_postgres import Server
from firstcard.core.models import AuditEntry
from firstcard.core.sealing import checkpoints

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    own = connection.settings_dict
    user, password = quote(own["USER"]), quote(own["PASSWORD"])
    host, port = quote(str(own["HOST"]), safe=""), own["PORT"]
    url = f"postgresql://{user}:{password}@/{own['NAME']}?host={host}&port={port}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("FIRSTCARD_CHECKPOINTS", str(tmp_path))

    def call(*words: str | Path, lang: str = "en") -> tuple[int, str, str]:
        capfd.readouterr()
        code = main(["audit", "verify", "--lang", lang, *map(str, words)])
        return code, *capfd.readouterr()

    return call


@pytest.mark.django_db(transaction=True)
def test_all_is_well_is_said_with_what_to_write_down(run: Run, tmp_path: Path) -> None:
    sealed_trail(tmp_path, batches=2, each=3).close()
    write(2)
    code, out, err = run()
    assert (code, err) == (0, "")
    assert "7 entries in 3 checkpoints" in out
    assert "2 newer entries" in out
    known = out.strip().rpartition(" ")[2]
    assert run("--known", known)[0] == 0
    count, _, root = known.partition(":")
    code, _, err = run("--known", f"{int(count) - 1}:{root}")
    assert code == 1
    assert err.startswith("first: checkpoint file")
    code, out, _ = run(lang="zh")
    assert code == 0
    assert "检查点 3 个，含记录 7 条" in out


@pytest.mark.django_db(transaction=True)
def test_the_first_bad_entry_is_named_and_the_others_follow(
    run: Run, tmp_path: Path, embedded_database: Server
) -> None:
    sealed_trail(tmp_path, batches=2, each=20).close()
    ids = list(AuditEntry.objects.order_by("id").values_list("id", flat=True))
    with outside(dsn=embedded_database.admin_dsn) as other:
        other.execute("SET LOCAL session_replication_role = replica")
        other.execute("DELETE FROM core_auditentry WHERE id > %s", [ids[9]])
        other.execute("UPDATE core_auditentry SET account = 8 WHERE id = %s", [ids[4]])
    code, out, err = run()
    lines = err.splitlines()
    assert code == 1
    assert "all is as it was sealed" not in out
    assert lines[0].startswith(f"first: entry {ids[4]} is not as it was sealed")
    assert lines[1].startswith(f"entry {ids[10]} is missing")
    assert lines[-1] == "and 12 more"
    code, out, _ = run("--format", "json")
    said = json.loads(out)
    assert code == 1
    assert [each["entry"] for each in said["findings"]] == [ids[4], *ids[10:]]
    assert run(lang="zh")[2].startswith(f"首个问题：记录 {ids[4]} 与封存时不一致")


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_compared_is_refused_in_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*words: str | Path, code: int = 1) -> str:
        got, out, err = run(*words)
        assert (got, out) == (code, ""), err
        assert len(err.strip().splitlines()) == 1
        return err

    assert "no checkpoint file" in refused()
    (tmp_path / checkpoints.FILE).touch()
    assert "public-key.pem" in refused()
    sealed_trail(tmp_path, batches=1, each=1).close()
    assert "COUNT:ROOT" in refused("--known", "7", code=2)
    assert "--format" in refused("--format", "xml", code=2)
    (tmp_path / "no.pem").write_text("-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n")
    assert "no public key" in refused("--public-key", tmp_path / "no.pem")
    assert "there is no such file" in refused("--public-key", tmp_path / "none.pem")
    private = tmp_path / checkpoints.SIGNING_KEY
    assert "no public key" in refused("--public-key", private)
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:1/none")
    away = refused()
    assert "the database cannot be read" in away
    assert "secret" not in away
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("FIRSTCARD_HOME", str(tmp_path / "home"))
    assert "There is no database" in refused()
    assert not (tmp_path / "home").exists()


def test_the_verifier_needs_no_framework_and_no_settings() -> None:
    program = (
        "import sys; import firstcard.core.sealing.verifier, firstcard.core.sealing.keys; "
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=SOURCE, check=False).returncode == 0
