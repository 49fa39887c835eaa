"""The sentences of a settled bill, written by hand in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from firstcard.policy.format import Text
from firstcard.policy.plan import Basis
from firstcard.settlement.amounts import Step
from firstcard.settlement.bill import yuan
from firstcard.settlement.faults import filled

SENTENCES: Mapping[str, Text] = {
    "total": Text("The bill comes to {amount} yuan.", "本次费用总额{amount}元。"),
    "own-pay": Text(
        "{amount} yuan are for items that the catalogue does not cover, or not in this case "
        "({lines}). The family pays them.",
        "目录外或不符合限定支付范围的费用{amount}元（{lines}），由个人自付。",
    ),
    "over-limit": Text(
        "{amount} yuan lie above the price limits ({lines}). The family pays them.",
        "超出限价的费用{amount}元（{lines}），由个人支付。",
    ),
    "pre-self-pay": Text(
        "Of items that are covered in part ({lines}), the family first pays a share: "
        "{amount} yuan.",
        "部分纳入支付的项目（{lines}），个人先行自付{amount}元。",
    ),
    "in-scope": Text(
        "{amount} yuan are in scope. The fund pays its part of these.",
        "纳入支付范围的费用为{amount}元，由基金按规定支付。",
    ),
    "deductible": Text(
        "The deductible is {rule} yuan. The family pays it first.",
        "起付标准为{rule}元，由个人先行承担。",
    ),
    "deductible-none": Text("There is no deductible.", "不设起付标准。"),
    "deductible-not-reached": Text(
        "The deductible is {rule} yuan. What is in scope does not go beyond it.",
        "起付标准为{rule}元，纳入支付范围的费用未超过起付标准。",
    ),
    "deductible-year": Text(
        "The deductible of the year is {rule} yuan, {used} of it paid before. "
        "{amount} yuan fall to this bill.",
        "年度起付标准为{rule}元，此前已承担{used}元，本次承担{amount}元。",
    ),
    "band": Text(
        "From {from_} to {up_to} yuan lie {part} yuan. The fund pays {ratio} of them: "
        "{amount} yuan.",
        "{from_}元至{up_to}元的部分为{part}元，基金支付{ratio}，计{amount}元。",
    ),
    "band-open": Text(
        "Above {from_} yuan lie {part} yuan. The fund pays {ratio} of them: {amount} yuan.",
        "{from_}元以上的部分为{part}元，基金支付{ratio}，计{amount}元。",
    ),
    "cap": Text(
        "The fund pays at most {cap} yuan in a year, {used} of it paid before. "
        "So it pays {amount} yuan less.",
        "基金年度最高支付限额为{cap}元，此前已支付{used}元，本次因此少支付{amount}元。",
    ),
    "pool": Text("The fund pays {amount} yuan.", "统筹基金支付{amount}元。"),
    "serious-not-reached": Text(
        "Serious-illness insurance begins where {rule} yuan in scope were left to the patient "
        "in a year. So far it is {after} yuan.",
        "大病保险年度起付线为{rule}元，本年度个人负担的合规费用累计{after}元，尚未达到。",
    ),
    "serious-band": Text(
        "Of what was left to the patient this year, {part} yuan lie from {from_} to {up_to} yuan. "
        "Serious-illness insurance pays {ratio} of them: {amount} yuan.",
        "本年度个人负担的合规费用中，{from_}元至{up_to}元的部分为{part}元，"
        "大病保险支付{ratio}，计{amount}元。",
    ),
    "serious-band-open": Text(
        "Of what was left to the patient this year, {part} yuan lie above {from_} yuan. "
        "Serious-illness insurance pays {ratio} of them: {amount} yuan.",
        "本年度个人负担的合规费用中，{from_}元以上的部分为{part}元，"
        "大病保险支付{ratio}，计{amount}元。",
    ),
    "serious-cap": Text(
        "Serious-illness insurance pays at most {cap} yuan in a year, {used} of it paid before. "
        "So it pays {amount} yuan less.",
        "大病保险年度封顶线为{cap}元，此前已支付{used}元，本次因此少支付{amount}元。",
    ),
    "serious": Text("Serious-illness insurance pays {amount} yuan.", "大病保险支付{amount}元。"),
    "assistance": Text(
        "{left} yuan in scope are left. Medical assistance pays {ratio} of them: {amount} yuan.",
        "合规费用剩余{left}元，医疗救助支付{ratio}，计{amount}元。",
    ),
    "assistance-cap": Text(
        "Medical assistance pays at most {cap} yuan in a year, {used} of it paid before. "
        "So it pays {amount} yuan less.",
        "医疗救助年度限额为{cap}元，此前已支付{used}元，本次因此少支付{amount}元。",
    ),
    "fund": Text("Together the funds pay {amount} yuan.", "各项基金合计支付{amount}元。"),
    "person": Text("The family pays {amount} yuan.", "个人负担{amount}元。"),
    "account": Text(
        "{amount} yuan of it come from the patient's own account.",
        "其中个人账户支付{amount}元。",
    ),
    "mutual-aid": Text(
        "{amount} yuan of it come from a relative's account (family mutual aid).",
        "其中家庭共济账户支付{amount}元。",
    ),
    "cash": Text("{amount} yuan are left to pay.", "个人现金支付{amount}元。"),
}


_ONE_LINE = Text("line {listed}", "第{listed}行")
_LINES = Text("lines {listed}", "第{listed}行")
_MORE_LINES = Text("lines {listed} and {more} more", "第{listed}行等，另有{more}行")
_MOST_LINES = 8


class Explanation:
    """Steps in the order in which a bill is worked out."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def say(
        self,
        sentence: str,
        amount: int,
        basis: tuple[Basis, ...] = (),
        *,
        id: str = "",
        **slots: str | Text,
    ) -> None:
        """Add a sentence of the list. `id` where one sentence stands for several steps."""
        told = filled(SENTENCES[sentence], amount=yuan(amount), **slots)
        self.steps.append(Step(id or sentence, told, amount, tuple(dict.fromkeys(basis))))


def line_numbers(numbers: Sequence[int]) -> Text:
    """Which lines of a bill a sentence speaks of; of many, the first ones."""
    shown, more = numbers[:_MOST_LINES], len(numbers) - _MOST_LINES
    listed = Text(", ".join(map(str, shown)), "、".join(map(str, shown)))
    words = _ONE_LINE if len(numbers) == 1 else _LINES if more <= 0 else _MORE_LINES
    return filled(words, listed=listed, more=str(more))


def percent(ratio: int) -> str:
    """Ten-thousandths as percent: 6250 as 62.5%."""
    whole, rest = divmod(ratio, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%" if rest else f"{whole}%"
