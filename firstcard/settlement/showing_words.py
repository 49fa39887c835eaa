"""Words of a settled bill on every page that shows one, in both languages."""

from __future__ import annotations

from firstcard.guidance.words import LANGS, Lang, say
from firstcard.policy.format import Text

WORDS: dict[str, Text] = {
    "funds": Text("The funds pay", "各项基金支付"),
    "family": Text("The family pays", "个人负担"),
    "yuan": Text("{amount} yuan", "{amount}元"),
    "share": Text("{share}%", "{share}%"),
    "nothing": Text("nothing", "0元"),
    "bar": Text("Who pays what", "费用由谁承担"),
    "bar_said": Text(
        "Of {total} yuan the funds pay {fund} yuan ({fund_share}%), the family pays {family} yuan "
        "({family_share}%).",
        "总费用{total}元，其中各项基金支付{fund}元（{fund_share}%），个人负担{family}元"
        "（{family_share}%）。",
    ),
    "bar_fund": Text("Funds {share}%", "基金{share}%"),
    "bar_family": Text("Family {share}%", "个人{share}%"),
    "steps": Text("How this was worked out", "结算步骤"),
    "steps_lead": Text(
        "Step by step, each with its amount and what it rests on.",
        "逐步列出金额及其依据。",
    ),
    "from": Text("How the family's part is paid", "个人负担部分的支付方式"),
    "account": Text("The patient's own account", "本人个人账户"),
    "mutual-aid": Text("Family mutual aid", "家庭共济账户"),
    "cash": Text("Left to pay", "现金支付"),
    "rules": Text("Rules", "规则版本"),
    # What happened to it
    "because_reason": Text("Reason: ", "原因："),
    "because_note": Text("Note: ", "说明："),
    "because_bill": Text(
        "Because of bill {bill}: each bill is worked out with what those before it in the year "
        "have used up.",
        "因费用{bill}发生变动：每笔费用均按本年度此前各笔费用的累计情况计算。",
    ),
    "because_rules": Text(
        "The rules have changed since: it was settled by {old}, and now by {new}.",
        "规则版本已更新：原按{old}结算，现按{new}结算。",
    ),
    "changed_fund_total": Text(
        "The funds paid {old} yuan before, {new} yuan now.", "各项基金支付由{old}元变为{new}元。"
    ),
    "changed_person_total": Text(
        "The family paid {old} yuan before, {new} yuan now.", "个人负担由{old}元变为{new}元。"
    ),
    "changed_account": Text(
        "From the patient's own account: {old} yuan before, {new} yuan now.",
        "本人个人账户支付由{old}元变为{new}元。",
    ),
    "changed_mutual_aid": Text(
        "From family mutual aid: {old} yuan before, {new} yuan now.",
        "家庭共济账户支付由{old}元变为{new}元。",
    ),
    "changed_cash": Text(
        "Left to pay: {old} yuan before, {new} yuan now.", "现金支付由{old}元变为{new}元。"
    ),
    # The same bill elsewhere
    "else_title": Text(
        "What would it have cost at a community hospital?", "如果在社区医院看，要花多少钱？"
    ),
    "else_title_here": Text(
        "What would it have cost at a larger hospital?", "如果在更高级别的医院看，要花多少钱？"
    ),
    "else_less": Text(
        "{name}: the family would pay {family} yuan, {less} yuan less.",
        "{name}：个人负担{family}元，少付{less}元。",
    ),
    "else_more": Text(
        "{name}: the family would pay {family} yuan, {more} yuan more.",
        "{name}：个人负担{family}元，多付{more}元。",
    ),
    "else_same": Text(
        "{name}: the family would pay the same, {family} yuan.",
        "{name}：个人负担相同，为{family}元。",
    ),
    "else_lead": Text(
        "The same items at the same prices, paid by the rules for each class of institution. "
        "Another hospital may charge other prices.",
        "以下按相同项目、相同价格和各类机构的支付规定计算。其他机构的实际收费可能不同。",
    ),
    "else_home": Text(
        "The other classes are worked out as for treatment at home.",
        "其他类别均按在统筹区内就医计算。",
    ),
    "else_changed": Text(
        "The rules have changed since this bill was settled. The table is by today's rules.",
        "本次结算之后规则已有调整，下表按现行规则计算。",
    ),
    "else_table": Text(
        "The same bill at each class of institution", "同一费用在各类机构的结算对照"
    ),
    "else_class": Text("Class of institution", "机构类别"),
    "else_here": Text("this bill", "本次就医"),
    # What a year adds up to
    "year_pool": Text("Paid by basic medical insurance", "基本医保基金支付"),
    "year_serious": Text("Paid by serious-illness insurance", "大病保险支付"),
    "year_assistance": Text("Paid by medical assistance", "医疗救助支付"),
    "year_remainder": Text(
        "In scope and left to the patient (serious-illness insurance counts this)",
        "合规自付费用（计入大病保险）",
    ),
    "year_deductible": Text("Yearly deductible used", "已承担的年度起付标准"),
    "year_admissions": Text("Stays in hospital", "住院次数"),
    # The statement of a year
    "statement": Text("Statement of medical bills, {year}", "{year}年度医疗费用结算单"),
    "statement_of": Text("Patient", "参保人"),
    "statement_at": Text("As of", "截至"),
    "statement_bill": Text("Bill", "就医费用"),
    "statement_total": Text("Total, yuan", "总费用（元）"),
    "statement_sums": Text("Sums, yuan", "合计（元）"),
    "statement_year": Text("What {year} adds up to, yuan", "{year}年度累计（元）"),
    "statement_note": Text(
        "Bills that were reversed are listed and not counted. A bill of an earlier day that comes "
        "in later, or one that is reversed, changes what the later ones come to.",
        "已撤销的费用列出但不计入合计。补录或撤销较早日期的费用，会使其后各笔费用重新结算。",
    ),
    "sum_total": Text("All bills", "费用总额"),
    "sum_fund_total": Text("Paid by the funds", "各项基金支付"),
    "sum_person_total": Text("Paid by the family", "个人负担"),
    "sum_account": Text("of it from the patient's own account", "其中：本人个人账户支付"),
    "sum_mutual_aid": Text("of it by family mutual aid", "其中：家庭共济账户支付"),
    "sum_cash": Text("of it left to pay", "其中：现金支付"),
}
VOCABULARY = {lang: {name: say(text, lang) for name, text in WORDS.items()} for lang in LANGS}


def word(name: str, lang: Lang, /, **values: object) -> str:
    """A word by its name, its {gaps} filled."""
    return say(WORDS[name], lang).format(**values) if values else say(WORDS[name], lang)
