"""Why something is sent back: the fixed list. Pure.

A code, plain words for the family, and whether the clerk must add words of their own. Why an
application may be refused, and what can be done against it, is policy: see `grounds`.
"""

from __future__ import annotations

from dataclasses import dataclass

from firstcard.policy.format import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a list."""

    code: str
    text: Text
    needs_note: bool = False


DEFECTS: dict[str, Reason] = {r.code: r for r in (
    Reason("missing", Text("It is missing.", "缺少这份材料。")),
    Reason("unreadable", Text("It cannot be read: too dark, blurred or too small.",
                              "看不清：太暗、模糊或者太小。")),
    Reason("cut-off", Text("A part of it is cut off.", "有内容没有拍全。")),
    Reason("page-missing", Text("A page is missing.", "缺页。")),
    Reason("wrong-paper", Text("This is another paper than the one asked for.",
                               "提交的不是所需的材料。")),
    Reason("wrong-person", Text("It belongs to somebody else.", "不是相关人员本人的材料。")),
    Reason("expired", Text("It is not valid any more.", "已过有效期。")),
    Reason("not-signed", Text("A signature or a seal is missing.", "缺少签字或者盖章。")),
    Reason("name-differs", Text("The name here and the name on the papers differ.",
                                "姓名与材料上的不一致。")),
    Reason("number-differs", Text("The number here and the number on the papers differ.",
                                  "证件号码与材料上的不一致。")),
    Reason("date-differs", Text("The date here and the date on the papers differ.",
                                "日期与材料上的不一致。")),
    Reason("photo-rules", Text("The photo does not meet the rules for cards.",
                               "照片不符合社保卡照片要求。")),
    Reason("other", Text("Something else, as written beside it.", "其他问题，见说明。"), True),
)}  # fmt: skip
