"""A settled bill as plain text, at most 80 columns wide: amounts, sentences, numbered sources."""

from __future__ import annotations

from collections.abc import Iterator

from firstcard.guidance.text import wrapped
from firstcard.guidance.words import Lang, word
from firstcard.policy.format import Text
from firstcard.policy.plan import Basis
from firstcard.settlement.amounts import Settlement, Step
from firstcard.settlement.bill import yuan

SOURCES = Text("Sources", "依据")
RULES = Text(
    "Rules: {name}, version {version}, {digest}", "规则包：{name}，版本{version}，{digest}"
)


def render(found: Settlement, lang: Lang) -> str:
    """The explanation, step by step, then what it rests on."""
    sources = list(dict.fromkeys(basis for step in found.explanation for basis in step.basis))
    width = max(len(yuan(step.amount)) for step in found.explanation)
    lines = [
        line
        for step in found.explanation
        for line in _step(step, [sources.index(basis) + 1 for basis in step.basis], width, lang)
    ]
    lines += ["", _in(SOURCES, lang)]
    for number, basis in enumerate(sources, start=1):
        lines += wrapped(_basis(basis, lang), first=f"[{number}] ", rest="    ")
    pack = found.pack
    name, digest = _in(pack.name, lang), pack.digest[:12]
    lines += ["", _in(RULES, lang).format(name=name, version=pack.version, digest=digest)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _step(step: Step, sources: list[int], width: int, lang: Lang) -> Iterator[str]:
    marks = "".join(f"[{number}]" for number in sources)
    sentence = f"{_in(step.text, lang)} {marks}".rstrip()
    yield from wrapped(sentence, first=f"{yuan(step.amount):>{width}}  ", rest=" " * (width + 2))


def _basis(basis: Basis, lang: Lang) -> str:
    article = {"en": ", article {}", "zh": "第{}条"}[lang].format(basis.article)
    sure = word(f"certainty_{basis.certainty}", lang)
    brackets = {"en": " ({})", "zh": "（{}）"}[lang]
    return _in(basis.title, lang) + (article if basis.article else "") + brackets.format(sure)


def _in(text: Text, lang: Lang) -> str:
    return text.zh if lang == "zh" else text.en
