"""What an independent reader of PDF files (poppler) finds in one: its text, and its pages."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import cv2
import numpy as np

_BESIDE_THE_BROWSER = Path(__file__).resolve().parents[1] / ".venv" / "browser" / "root" / "usr"


def text_of(pdf: bytes) -> str:
    """The text as a person would copy it."""
    return _run("pdftotext", pdf, "-layout", "-", "-").decode()


def flat(text: str) -> str:
    """Without blanks: where a line breaks is not the point."""
    return "".join(text.split())


def pages(pdf: bytes, *, dots_per_inch: int = 100) -> list[np.ndarray]:
    """Each page as it would be printed in colour: rows of blue, green, red."""
    with tempfile.TemporaryDirectory() as folder:
        _run("pdftoppm", pdf, "-r", str(dots_per_inch), "-png", "-", f"{folder}/page")
        found = [cv2.imread(str(path)) for path in sorted(Path(folder).glob("*.png"))]
    return [page for page in found if page is not None]


def _run(program: str, pdf: bytes, *arguments: str) -> bytes:
    path, environ = _found(program)
    return subprocess.run(
        [path, *arguments], input=pdf, env=environ, check=True, capture_output=True
    ).stdout


def _found(program: str) -> tuple[str, dict[str, str]]:
    """The machine's own program, else the one that came with the browser. Never skipped."""
    if own := shutil.which(program):
        return own, dict(os.environ)
    beside = _BESIDE_THE_BROWSER / "bin" / program
    assert beside.exists(), f"{program} is missing: script/setup puts it beside the browser"
    libraries = _BESIDE_THE_BROWSER / "lib" / "x86_64-linux-gnu"
    return str(beside), dict(os.environ) | {"LD_LIBRARY_PATH": str(libraries)}
