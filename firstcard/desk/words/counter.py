"""Words of the counter: a clerk fills in for a family, prints, and hands in."""

from firstcard.policy.format import Text

COUNTER = {
    "counter_title": Text("Counter", "窗口受理"),
    "counter_lead": Text(
        "Fill in for a family that is here. The form is printed, read and signed by the family "
        "before it is handed in.",
        "为到窗口的家庭填写申请。打印登记表，由家庭核对签字后提交。"),
    "counter_new": Text("A new application", "新申请"),
    "counter_want": Text("What is applied for?", "办理事项"),
    "counter_place": Text("Where does the child live and get insured?", "孩子在哪里居住并参保？"),
    "counter_place_missing": Text("Choose a place, or search for it.",
                                  "请选择地区，或者查找地区。"),
    "counter_language": Text("Which language should messages to the family be in?",
                             "通知使用的语言"),
    "counter_zh": Text("Chinese", "中文"),
    "counter_en": Text("English", "英文"),
    "counter_start": Text("Begin", "开始填写"),
    "counter_open": Text("Begun and sent back at the counter", "窗口未提交和退回的申请"),
    "counter_none": Text("There is none.", "没有。"),
    "counter_case": Text("Fill in for the family", "为家庭填写申请"),
    "counter_missing": Text("Still missing", "仍缺少"),
    "counter_whole": Text("Nothing is missing. It can be handed in.", "内容齐全，可以提交。"),
    "counter_child": Text("The child", "孩子"),
    "counter_adult_a1": Text("Who is at the counter and applies", "到窗口办理的人"),
    "counter_adult_a2": Text("The other parent or a guardian (optional)",
                             "父母另一方或者监护人（选填）"),
    "counter_relation": Text("Relationship to the child", "与孩子的关系"),
    "counter_no_relation": Text("Choose this person's relationship to the child.",
                                "请选择与孩子的关系。"),
    "counter_same_relation": Text(
        "Two people cannot have the same relationship to the child. Choose another one for one of "
        "them.",
        "两人与孩子的关系不能相同，请修改其中一人。"),
    "counter_facts": Text("What the rules ask", "规则需要了解的情况"),
    "counter_ways": Text("Ways to show it", "证明方式"),
    "counter_way": Text("Which of these is shown?", "提交哪一种？"),
    "counter_delivery": Text("Where the card goes", "领卡方式"),
    "counter_address": Text("Address, branch or office", "地址、网点或者机构"),
    "counter_recipient": Text("Recipient (by post)", "收件人（邮寄）"),
    "counter_consequences": Text("What follows from the application", "提交后的长期影响"),
    "counter_read": Text("I have read this out to the family.", "已向家庭宣读以上内容。"),
    "counter_save": Text("Save", "保存"),
    "counter_choose": Text("Choose", "请选择"),
    "counter_papers": Text("Papers", "材料"),
    "counter_add": Text("Add a scan or photo (JPEG, PNG, HEIC or PDF)",
                        "上传扫描件或照片（JPEG、PNG、HEIC、PDF）"),
    "counter_add_button": Text("Add", "上传"),
    "counter_remove": Text("Remove", "删除"),
    "counter_unknown_paper": Text("The rules do not ask for this paper here.",
                                  "规则未要求提交该材料。"),
    "counter_no_file": Text("Choose a file first.", "请先选择文件。"),
    "counter_sign": Text("Print, check, sign", "打印、核对、签字"),
    "counter_sign_lead": Text(
        "Print the form and give it to the family to read. Record the signature here only when "
        "the family has signed. The record belongs to this very form: if anything is changed "
        "later, the family has to sign again.",
        "请打印登记表，交家庭核对。家庭签字后，再在此登记。登记只对这份表有效，之后如有改动，须重"
        "新签字。"),
    "counter_print": Text("Open the form to print (PDF)", "打开登记表打印（PDF）"),
    "counter_fingerprint": Text("Fingerprint of this form (SHA-256)", "本表校验码（SHA-256）"),
    "counter_signed_tick": Text(
        "The family has read this form and signed it, and the signed paper is on file.",
        "家庭已核对并在本表上签字，签字件已归档。"),
    "counter_signed_missing": Text("Tick when the form is signed.", "签字完成后请勾选。"),
    "counter_signed_button": Text("Record the signature", "登记签字"),
    "counter_signed": Text("The signature is recorded.", "已登记签字。"),
    "counter_submit": Text("Hand in", "提交"),
    "counter_withdraw": Text("The family withdraws it", "家庭撤回申请"),
    "done_keep": Text("Saved.", "已保存。"),
    "done_paper": Text("The paper is added.", "已上传材料。"),
    "done_remove": Text("It is removed.", "已删除。"),
    "done_photo": Text("The photo is added.", "已上传照片。"),
    "done_sign": Text("The signature is recorded.", "已登记签字。"),
    "done_withdraw": Text("The application is withdrawn.", "申请已撤回。"),
    # The receipt
    "receipt": Text("Receipt", "受理回执"),
    "receipt_link": Text("Receipt to print (A5)", "打印回执（A5）"),
    "receipt_keep": Text("Keep this. With the reference and the child's date of birth you can see "
                         "online how the application is going.",
                         "请妥善保存。凭申请编号和孩子出生日期，可在网上查询办理进度。"),
    "receipt_papers": Text("Papers handed in", "已提交材料"),
    "receipt_print": Text("Print", "打印"),
    "receipt_promise": Text("Decided by", "承诺办结日"),
    "receipt_clerk": Text("Received by", "经办人"),
}  # fmt: skip
