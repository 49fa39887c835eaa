"""Texts and queries as what search compares: words, and characters of Chinese by ones and twos.

Pure. Chinese has no blanks: a text is cut into single characters and pairs of neighbours, so that
a part of a word finds it. Latin words are cut back to their stem, lightly.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{_HAN}]+|[a-z0-9]+")
_POSSESSIVE = re.compile(r"['’]s?\b")
_UNSEEN = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_SKIPPED = 3  # characters that a short form leaves out at most between two that it keeps
LEAST_LETTERS = 4  # shorter words have too many neighbours

# Words that ask, and say nothing of what is asked about.
_ASKING_ZH = re.compile(
    "为什么|怎么样|怎么办|请问|怎么|怎样|如何|什么|哪里|哪儿|多少|几天|可以|能不能|可不可以|要不要|需要|需不需要|"
    "是不是|有没有|我们|你们|您|我|你|他|她|它|咱|吗|呢|吧|啊|呀|了|的|地|得|是|在|有|和|与|及|也|都|就|还|又|"
    "给|把|被|到|去|能|要|会|想|该|这|那|哪|谁|几|么"
)
_ASKING_EN = re.compile(
    "a|about|all|am|an|and|any|are|as|at|be|been|but|by|can|cant|could|d|did|"
    "do|does|doesnt|doing|dont|for|from|get|go|got|had|has|have|he|her|him|his|"
    "how|i|if|in|into|is|it|its|ll|m|may|me|must|my|need|now|of|on|or|our|"
    "ours|out|please|re|s|she|should|so|some|t|tell|that|the|their|them|then|"
    "there|they|this|to|today|up|us|ve|want|was|we|were|what|when|where|which|"
    "who|whom|why|will|with|would|you|your"
)


def folded(text: str) -> str:
    """Lower case, full width and accents made plain, what cannot be seen left out."""
    plain = unicodedata.normalize("NFKD", _UNSEEN.sub("", text)).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _POSSESSIVE.sub(" ", plain)


def runs(text: str) -> list[str]:
    """The words and the unbroken runs of Chinese in a text, folded."""
    return _RUNS.findall(folded(text))


def is_han(run: str) -> bool:
    """Whether a run is Chinese."""
    return run[0] > "z"


def terms(text: str) -> Iterator[str]:
    """Everything by which a text can be found."""
    for run in runs(text):
        if is_han(run):
            yield from run
            yield from pairs(run)
        else:
            yield stem(run)


def pairs(run: str) -> list[str]:
    """The pairs of neighbours in a run of Chinese."""
    return [run[n : n + 2] for n in range(len(run) - 1)]


def skipping_pairs(text: str) -> Iterator[str]:
    """Characters that stand near each other in Chinese, as short forms put them together: 社保卡
    for 社会保障卡, 出生证 for 出生医学证明."""
    for run in filter(is_han, runs(text)):
        for n in range(len(run)):
            yield from (run[n] + far for far in run[n + 2 : n + 2 + _SKIPPED])


def asking(run: str) -> set[int]:
    """The places in a run of Chinese that only ask."""
    return {place for found in _ASKING_ZH.finditer(run) for place in range(*found.span())}


def only_asks(word: str) -> bool:
    """Whether an English word only asks; a letter or a short number says nothing by itself."""
    return bool(_ASKING_EN.fullmatch(word)) or len(word) < 2 or (word.isdigit() and len(word) < 3)


def stem(word: str) -> str:
    """A word without plural, -ing, -ed and a few more endings. Not a dictionary: the same cut
    on both sides is what counts."""
    if len(word) < LEAST_LETTERS or not word.isalpha():
        return word
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    for ending in ("ation", "ating", "ment", "ated", "ing", "ate", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "se":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def shortened(word: str) -> set[str]:
    """The word, and the word without any one of its letters."""
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}


def neighbours(words: Iterable[str]) -> dict[str, list[str]]:
    """By every shortened form, the words that it may stand for."""
    near: dict[str, list[str]] = {}
    for word in words:
        if len(word) >= LEAST_LETTERS - 1 and word.isascii() and word.isalpha():
            for form in shortened(word):
                near.setdefault(form, []).append(word)
    return near


def one_slip(one: str, other: str) -> bool:
    """Whether one letter too many, too few, wrong, or two neighbours swapped tell them apart."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return one == other
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
                 min(len(one), len(other)))  # fmt: skip
    rest, there = one[start:], other[start:]
    return (rest[1:] == there[1:] or rest[1:] == there or rest == there[1:]
            or (rest[:2] == there[1::-1] and rest[2:] == there[2:]))  # fmt: skip
