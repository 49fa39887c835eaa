"""The words in which the effect of a change is told."""

from __future__ import annotations

from collections.abc import Mapping

from firstcard.policy.format import Text
from firstcard.settlement.effects import Became, By

NOTHING = Text("No bill changes: all {bills} come out as before.",
               "没有单据发生变化：{bills} 张单据的结果均与原来相同。")  # fmt: skip
NONE = Text("There is no bill in the file.", "文件中没有单据。")
BILLS: Mapping[str, Text] = {
    "bills": Text("bills", "单据"),
    "settled_before": Text("settled under the old rules", "按原规则可结算"),
    "settled_after": Text("settled under the new rules", "按新规则可结算"),
    "newly_rejected": Text("newly rejected", "新增退回"),
    "newly_settled": Text("newly settled", "新增可结算"),
    "changed": Text("settled before and after, with other amounts", "前后均可结算但金额有变化"),
    "otherwise": Text("of these, fund and family pay the same, made up otherwise",
                      "其中基金和个人支付总额不变，仅构成变化"),
}  # fmt: skip
STRAYS = Text("lines that belong to no bill", "不属于任何单据的明细行")
FUNDS = Text("What the funds pay, in yuan", "基金支付（元）")
BEFORE, AFTER, DIFFERENCE = (
    Text("under the old rules", "按原规则"), Text("under the new rules", "按新规则"),
    Text("difference", "差额"),
)  # fmt: skip
SPREADS = Text("Bills for which the funds pay more or less, in yuan",
               "基金多付、少付的单据（元）")  # fmt: skip
SPREAD: Mapping[str, Text] = {
    "bills": Text("bills", "单据"),
    "sum": Text("sum", "合计"),
    "median": Text("median", "中位数"),
    "percentile_90": Text("90th percentile", "第90百分位"),
    "largest": Text("largest", "最大"),
}
MORE, LESS = Text("funds pay more", "基金多付"), Text("funds pay less", "基金少付")
GROUPS: Mapping[By, Text] = {
    "institution.class": Text("By class of institution", "按机构类别"),
    "bill.insurance": Text("By insurance", "按险种"),
    "bill.care": Text("By care", "按医疗类别"),
}
GROUP: Mapping[str, Text] = {
    "bills": Text("bills", "单据"),
    "changed": Text("changed", "变化"),
    "newly_rejected": Text("rejected", "新退回"),
    "newly_settled": Text("settled", "新结算"),
    "more": Text("more", "多付"),
    "less": Text("less", "少付"),
    "middle": Text("median", "中位数"),
    "largest": Text("largest", "最大"),
}
READ_GROUPS = Text(
    "more, less: what the funds pay more or less in all. median, largest: of the changes of single "
    "bills, + where the funds pay more. rejected, settled: newly.",
    "“多付”“少付”为基金支付变化的合计；“中位数”“最大”针对单张单据的变化，“+”表示基金多付；"
    "“新退回”“新结算”为新增张数。",
)
NOT_SAID = Text("not said", "未填写")
REASONS: Mapping[Became, Text] = {
    "newly-rejected": Text("Why bills are newly rejected", "新增退回的原因"),
    "newly-settled": Text("Why bills that are newly settled were rejected",
                          "新增可结算的单据原先退回的原因"),
    "rejected-before-and-after": Text("Why bills are rejected before and after",
                                      "前后均被退回的原因"),
}  # fmt: skip
REASON = Text("{bills} × {field}: {reason} ({claim})", "{bills} 张　{field}：{reason}（{claim}）")
REASON_OF_MANY = Text("{bills} × {field}: {reason} (such as {claim})",
                      "{bills} 张　{field}：{reason}（如 {claim}）")  # fmt: skip
FAULTS: Mapping[str, Text] = {
    "wrong-form": Text("cannot be read", "格式不正确"),
    "missing": Text("missing", "缺少"),
    "unknown-field": Text("no such field", "没有这个字段"),
    "unknown-code": Text("unknown code", "代码无效"),
    "negative-amount": Text("below zero", "金额小于零"),
    "too-large": Text("too large", "超出可结算的范围"),
    "c-with-limit": Text("a line of class C with a price limit", "丙类项目带有限价"),
    "wrong-share": Text("not a share that can stand there", "先行自付比例不可用"),
    "discharge-before-admission": Text("before the admission", "出院早于入院"),
    "outpatient-two-days": Text("out-patient on two days", "门诊费用跨日"),
    "born-after-admission": Text("born after the admission", "出生晚于入院"),
    "no-lines": Text("no line", "没有费用明细"),
    "line-without-claim": Text("a line of no bill", "明细没有对应单据"),
    "claim-twice": Text("the number stands twice", "单据编号重复"),
    "line-twice": Text("a line stands twice", "明细行号重复"),
    "not-settled-here": Text("someone else pays for this", "应由其他渠道支付"),
    "unknown-rule": Text("no rule is known", "尚无规定"),
}
LARGEST = Text("Largest changes, in yuan", "变化最大的单据（元）")
LARGE = Text(
    "{claim}: funds {before} → {after} ({change}), family {family_before} → {family_after}",
    "{claim}：基金 {before} → {after}（{change}），个人 {family_before} → {family_after}",
)
OTHER_REASONS = Text("… and {number} other reasons", "……另有 {number} 种原因")
TITLE = Text("What families pay more or less, by class of institution",
             "个人负担的变化，按机构类别")  # fmt: skip
AXIS = Text("Change of what the family pays for a bill, in yuan; step {step}",
            "每张单据个人负担的变化（元），组距{step}")  # fmt: skip
HEIGHT = Text("Height: share of the bills of this class that change. Below 0 the family pays less.",
              "高度为该类机构变化单据中的占比。0 的左侧为个人少付。")  # fmt: skip
OPEN = Text("The outermost bars hold everything beyond them, too.", "最外侧的柱含更大的变化。")
ROW = Text("{name} ({bills} bills change)", "{name}（变化 {bills} 张）")
ROW_OF_ONE = Text("{name} (1 bill changes)", "{name}（变化 1 张）")
NO_CHANGE = Text("No family pays more or less.", "没有单据的个人负担发生变化。")
BELOW = Text("less by more than {end}", "少付 {end} 以上")
LESS_BY = Text("less by {end} to {start}", "少付 {end} 至 {start}")
MORE_BY = Text("more by {start} to {end}", "多付 {start} 至 {end}")
ABOVE = Text("more by {start} or more", "多付 {start} 以上")
