"""What casework says when it does not do something, and what is missing: hand-written pairs."""

from firstcard.policy.format import Text

REFUSED: dict[str, Text] = {
    "not-yours": Text(
        "There is no such case, or it is not yours.",
        "没有这份申请，或者它不是您的。"),
    "own-case": Text(
        "This is your own application. A colleague has to deal with it.",
        "这是您本人提交的申请，须由其他工作人员办理。"),
    "own-family": Text(
        "This application is your own or of your family. A colleague has to deal with it.",
        "这份申请涉及您本人或您的家人，须由其他工作人员办理。"),
    "stale": Text(
        "This case has changed since you opened it. Here is how it stands now. Check your entries "
        "and save again.",
        "您打开这份申请后，内容有了变动。下面是最新内容，请核对后重新保存。"),
    "decided": Text(
        "This case has already been decided: {outcome}, by {who} on {day} at {time}. Nothing was "
        "changed.",
        "该申请已于{day} {time}由{who}作出决定：{outcome}。您的操作没有生效。"),
    "moved-on": Text(
        "Somebody else was faster. {who}, on {day} at {time}: {what}. Nothing was changed.",
        "已有人先行办理：{day} {time}，{who}，{what}。您的操作没有生效。"),
    "not-now": Text(
        "That cannot be done now: the case is “{state}”.",
        "目前不能这样办理：申请的状态是“{state}”。"),
    "taken": Text(
        "{who} is working on this case until {time}. You can take it after that.",
        "{who}正在办理该申请，到{time}为止。之后您可以领取。"),
    "incomplete": Text(
        "Something is still missing. The list says what.",
        "还有内容没有填完或者没有提交，详见下面的清单。"),
    "no-defects": Text(
        "Name at least one thing that is missing or wrong.",
        "请至少写明一项缺少或者不符合要求的内容。"),
    "unknown-reason": Text(
        "This reason is not in the list. Choose one from the list.",
        "该原因不在列表中，请从列表中选择。"),
    "reason-needs-a-note": Text(
        "For this reason, say in your own words what is wrong.",
        "选择该原因时，请用文字具体说明。"),
    "defect-of-nothing": Text(
        "Say which paper or which field is meant.", "请指明是哪份材料或者哪个项目。"),
    "unknown-paper": Text(
        "The rules do not ask for this paper here, so the family cannot be sent for it.",
        "本地规定不要求这份材料，不能要求申请人补交。"),
    "too-late-for-new-defects": Text(
        "The family was already told once what was missing. Only things named then and not mended "
        "can be named again (Administrative Licensing Law, article 32).",
        "需要补正的内容应当一次告知。再次退回时，只能写上次已经告知、仍未改正的内容（参照《行政许"
        "可法》第三十二条）。"),
    "bad-papers": Text(
        "A paper is marked as not in order. Send the case back, or ask for an exception.",
        "有材料被标为不符合要求。请退回补正，或者提请例外处理。"),
    "reasons-needed": Text(
        "A refusal needs at least one reason with its legal basis.",
        "不予通过必须写明理由和依据，至少一条。"),
    "same-office": Text(
        "The case is at this office already.", "该申请已经在这个经办机构。"),
    "unknown-office": Text("There is no such office.", "没有这个经办机构。"),
    "open-proposal": Text(
        "An exception or a correction is waiting for a second person. Decide that first.",
        "还有例外处理或者身份信息更正等待另一人复核，请先复核。"),
    "own-proposal": Text(
        "You proposed this yourself. Another person must decide it.",
        "这是您本人提出的，须由另一人复核。"),
    "proposal-decided": Text(
        "This was decided already, by {who} on {day} at {time}.",
        "已于{day} {time}由{who}复核完毕。"),
    "proposal-waiting": Text(
        "One of this kind is waiting for a decision already.", "同类申请正在等待复核。"),
    "number-of-another": Text(
        "This number belongs to another person's record here. Check it against the paper.",
        "该号码已登记在另一人名下，请与证件核对。"),
    "other-record": Text(
        "This number is in another record here. If both are one child, say so below: two people "
        "can join the records. If not, check the number against the paper.",
        "该号码已在另一条记录中登记。如为同一个孩子，请在下方注明，经两人办理后合并；如不是，请与证件核对号码。"),
    "no-other-record": Text(
        "No other record here has this number, so there is nothing to join. Leave “the same child” "
        "open to put only the number right.",
        "没有其他记录登记该号码，无需合并。只更正号码的，请不要勾选“同一个孩子”。"),
    "both-open": Text(
        "Both records have an open application for the same thing. One of them has to be decided "
        "or withdrawn before they can be joined.",
        "两条记录都有正在办理的同类申请，须先办结或者撤回其中一份，才能合并。"),
    "exception-too-late": Text(
        "This case is approved: only the child's identity can still be put right.",
        "该申请已审核通过，只能提请更正孩子的身份信息。"),
    "wrong-proposal": Text(
        "This proposal says nothing that can be done.", "提出的内容无法办理，请核对后重新填写。"),
    "applied-already": Text(
        "There is already an open application for this child: {reference}. Continue there.",
        "这个孩子已有一份正在办理的申请：{reference}。请在该申请中继续办理。"),
    "applied-by-another": Text(
        "Somebody else already has an open application for this child. The office that handles it "
        "can tell you more: {office}.",
        "他人为这个孩子提交的申请正在办理。详情请向经办机构询问：{office}。"),
    "wants-nothing": Text(
        "Choose what to apply for: insurance, the card, or both.",
        "请选择办理事项：参保登记、申领社保卡，或者两项一起办。"),
    "no-number-fits": Text(
        "The reference and what you entered with it do not match. Check both.",
        "申请编号与您填写的信息不符，请核对后重试。"),
    "too-much": Text(
        "This is more than one application can hold. Shorten the longest texts.",
        "内容超出一份申请的容量，请缩短较长的文字。"),
    "wrong-situation": Text(
        "What was told about the family cannot be read. The list says which part.",
        "家庭情况无法识别，详见下面的清单。"),
    "not-a-region": Text(
        "There is no such place in the list of divisions.", "行政区划代码表中没有这个地区。"),
    "no-rule-here": Text(
        "We do not know the rules of that place for this, so we cannot take the application there.",
        "我们没有收录该地区的规定，暂时不能接收该地区的申请。"),
}  # fmt: skip

STATES: dict[str, Text] = {
    "draft": Text("not handed in yet", "尚未提交"),
    "submitted": Text("handed in", "已提交"),
    "returned": Text("sent back for correction", "退回补正"),
    "accepted": Text("accepted", "已受理"),
    "approved": Text("approved", "已通过"),
    "refused": Text("refused", "不予通过"),
    "withdrawn": Text("withdrawn", "已撤回"),
}
ACTIONS: dict[str, Text] = {
    "start": Text("application begun", "开始填写申请"),
    "submit": Text("application handed in", "提交申请"),
    "return": Text("sent back for correction", "退回补正"),
    "resubmit": Text("handed in again", "补正后重新提交"),
    "accept": Text("papers found complete, application accepted", "材料齐全，予以受理"),
    "forward": Text("passed on to the office in charge", "转送至有权办理的经办机构"),
    "approve": Text("approved", "审核通过"),
    "refuse": Text("refused", "不予通过"),
    "withdraw": Text("withdrawn", "撤回申请"),
    "propose": Text("put to a second person", "提请另一人复核"),
    "confirm": Text("second person agreed", "复核同意"),
    "decline": Text("second person did not agree", "复核不同意"),
    "join": Text("two records of the child were joined", "合并孩子的两条记录"),
    "warn": Text("the promised day is near", "临近承诺办结日"),
    "miss": Text("the promised day has passed", "超过承诺办结日"),
    "escalate": Text("brought to the head of the office", "提请负责人督办"),
}
HOLDERS: dict[str, Text] = {
    "family": Text("you", "您"),
    "office": Text("the office", "经办机构"),
    "": Text("nobody: it is closed", "已办结"),
}

FAMILY = Text("the family", "申请人")  # who acted, where it was not staff

MISSING: dict[str, Text] = {
    "child.name": Text("the child's name", "孩子的姓名"),
    "child.sex": Text("whether the child is a girl or a boy", "孩子的性别"),
    "child.born_on": Text("the date of birth", "孩子的出生日期"),
    "child.number": Text(
        "a number that identifies the child (citizen ID, birth certificate, or residence document)",
        "孩子的证件号码（公民身份号码、出生医学证明编号或者居住证件号码）"),
    "child.number.citizen-id": Text(
        "the child's citizen ID number: without it no card can be made. Apply for the insurance "
        "now and for the card after birth registration.",
        "孩子的公民身份号码：没有号码无法制卡。可以先办参保登记，落户后再申领社保卡。"),
    "applicant": Text("who applies for the child", "由谁为孩子办理"),
    "adult.name": Text("the name of whoever applies", "申请人的姓名"),
    "adult.number": Text(
        "the identity number of whoever applies", "申请人的证件号码"),
    "adult.telephone": Text(
        "a telephone number where you can be reached", "联系电话"),
    "delivery": Text("where you want to collect the card", "社保卡的领取方式"),
    "consequences": Text(
        "that you have read what follows from the application", "确认已阅读提交后的长期影响"),
    "photo": Text("the photo for the card", "社保卡照片"),
    "signature": Text("your signature under the form", "在登记表上签字"),
    "consent": Text(
        "your consent to the use of the child's data", "同意使用孩子的个人信息"),
}  # fmt: skip

WRONG: dict[str, Text] = {
    "born-on": Text(
        "the date of birth must be today or earlier, such as 2026-10-01",
        "出生日期应为今天或者今天以前的日期，例如2026-10-01"),
    "born-on-differs": Text(
        "the date of birth and the one in the citizen ID number differ: check both",
        "出生日期与公民身份号码中的不一致，请核对"),
    "sex-differs": Text(
        "the sex and the one in the citizen ID number differ: check both",
        "性别与公民身份号码不一致，请核对"),
    "telephone": Text(
        "a telephone number has only digits, 5 to 20 of them", "电话号码应为5至20位数字"),
    "number-form": Text(
        "this number has the wrong form: use only capital letters and digits, without spaces",
        "号码格式不对：只能是大写字母和数字，不含空格"),
    "name-too-long": Text(
        "a name has at most 200 characters", "姓名最多200个字符"),
    "name-signs": Text(
        "this name contains characters that cannot be written: type it again",
        "姓名中含有无法显示的字符，请重新填写"),
}  # fmt: skip


def filled(text: Text, **values: str | Text) -> Text:
    """The text with its values put in, each in its own language."""

    def in_(lang: str) -> dict[str, str]:
        return {name: value if isinstance(value, str) else getattr(value, lang)
                for name, value in values.items()}  # fmt: skip

    return Text(text.en.format(**in_("en")), text.zh.format(**in_("zh")))
