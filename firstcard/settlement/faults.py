"""What can be wrong with a bill, in words of both languages. One list for JSON and for Parquet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from firstcard.policy.format import Text


class Fault(Struct, frozen=True):
    """One fault: its code, the field it is in (`lines[2].amount`), and what would be right."""

    code: str
    field: str
    text: Text


class BadBill(ValueError):
    """The bill cannot be read as it is; `faults` names everything that is wrong."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.field}: {f.text.en}" for f in faults))


class NotSettled(BadBill):
    """The bill is sound, but it is not paid here, or nobody knows a rule that it needs."""


FAULTS: Mapping[str, Text] = {
    "wrong-form": Text(
        "{value} cannot be used. What is wanted: {allowed}.", "“{value}”不可用，应为：{allowed}。"
    ),
    "missing": Text("This is missing. What is wanted: {allowed}.", "缺少此项，应填：{allowed}。"),
    "unknown-field": Text(
        "There is no such field. There are: {allowed}.", "没有这个字段。可用字段：{allowed}。"
    ),
    "unknown-code": Text(
        "{value} is not known. It can be: {allowed}.", "“{value}”不是有效代码，可填：{allowed}。"
    ),
    "negative-amount": Text(
        "{value} is below zero. Write 0 or more; to take a bill back, reverse it.",
        "{value}小于零。金额应为零或以上；如需退费，请作冲销处理。",
    ),
    "too-large": Text(
        "{value} is more than can be settled. At most {allowed}.",
        "{value}超出可结算的范围，最多为{allowed}。",
    ),
    "c-with-limit": Text(
        "A line of class C has no price limit: the patient pays it whole. "
        "Leave the limit out, or mend the class.",
        "丙类项目由个人全额自付，没有限价。请删去限价，或更正目录类别。",
    ),
    "wrong-share": Text(
        "{value} is not a share that the patient pays first. It is 0.0000 to 1.0000, and stands "
        "only on lines of class B.",
        "先行自付比例“{value}”不可用。比例应为0.0000至1.0000，且只用于乙类项目。",
    ),
    "discharge-before-admission": Text(
        "Discharge on {value} is before admission on {allowed}.",
        "出院日期{value}早于入院日期{allowed}。",
    ),
    "outpatient-two-days": Text(
        "An out-patient bill is of one day. Both dates must be {allowed}.",
        "门诊费用应为同一天，两个日期均应为{allowed}。",
    ),
    "born-after-admission": Text(
        "Born on {value}, after admission on {allowed}.", "出生日期{value}晚于入院日期{allowed}。"
    ),
    "no-lines": Text(
        "The bill has no line. Write at least one.", "费用明细为空，请至少填写一行。"
    ),
    "line-without-claim": Text(
        "No claim has the number {value}. The line belongs to none.",
        "没有编号为{value}的单据，此明细行无所归属。",
    ),
    "claim-twice": Text(
        "The claim {value} stands twice. Each number once.",
        "单据编号{value}重复，每个编号只能用一次。",
    ),
    "line-twice": Text(
        "Line {value} stands twice in this bill. Each number once.",
        "本单据中第{value}行重复，每个行号只能用一次。",
    ),
    "missing-column": Text(
        "The column is missing. What is wanted: {allowed}.", "缺少此列，应为：{allowed}。"
    ),
    "not-settled-here": Text(
        "This is not paid by {value}, but by {allowed}.",
        "此费用不由{value}支付，应由{allowed}承担。",
    ),
    "unknown-rule": Text(
        "No rule is known: {value} in {region}. Ask: {allowed}.",
        "尚无规定：{value}（{region}）。请咨询：{allowed}。",
    ),
    "unknown-institution": Text(
        "The institution {value} is not in the list of institutions.",
        "医药机构{value}不在机构名单中。",
    ),
    "no-agreement": Text(
        "The institution {value} had no agreement on {day}.", "医药机构{value}在{day}没有协议。"
    ),
    "agreement-suspended": Text(
        "The agreement with the institution {value} was suspended on {day}.",
        "医药机构{value}的协议在{day}处于中止状态。",
    ),
    "another-class": Text(
        "{value} is not the class of the institution {institution} by its agreement. "
        "What would be right here: {allowed}.",
        "“{value}”不是医药机构{institution}在协议中的类别，此处应为：{allowed}。",
    ),
    "unreadable": Text(
        "The claim lies in a damaged part of its file and cannot be read. Send it again.",
        "该单据位于文件的损坏部分，无法读取，请重新报送。",
    ),
    "lines-unreadable": Text(
        "Some of the lines here cannot be read, and they may be of this claim. Send it again.",
        "此处部分明细行无法读取，其中可能有本单据的明细，请重新报送。",
    ),
    "earlier-bill-unreadable": Text(
        "An earlier bill of the same person may be among those that cannot be read. What the year "
        "held before this one is not known. Send it again with the earlier one.",
        "无法读取的单据中可能有此人更早的单据，因此本单据之前的年度累计额不明，请与更早的单据一并重新报送。",
    ),
}  # fmt: skip


def fault(code: str, field: str, **slots: str | Text) -> Fault:
    """A fault of the list, its slots filled. A slot may have words in each language."""

    return Fault(code, field, filled(FAULTS[code], **slots))


def filled(sentence: Text, **slots: str | Text) -> Text:
    """A sentence with its slots filled in both languages."""
    en = {name: each.en if isinstance(each, Text) else each for name, each in slots.items()}
    zh = {name: each.zh if isinstance(each, Text) else each for name, each in slots.items()}
    return Text(sentence.en.format(**en), sentence.zh.format(**zh))


def one_of(words: Iterable[str]) -> Text:
    """Words that are allowed, listed in both languages."""
    found = sorted(words)
    return Text(", ".join(found), "、".join(found))
