"""The words in which one child's way is told."""

from firstcard.policy.format import Text

STORIES: dict[str, Text] = {
    "married": Text("Married parents who live in one place", "父母已婚，同住一地"),
    "unmarried": Text("Parents who are not married", "父母未婚"),
    "elsewhere": Text("A family whose household register is elsewhere", "户籍在外地的家庭"),
    "foundling": Text(
        "A foundling, in the care of a welfare institution", "由儿童福利机构抚养的弃婴"
    ),
    "late": Text("A family that applies after more than half a year", "出生半年多后才申请的家庭"),
}
HOLDERS: dict[str, Text] = {
    "family": Text("with the family", "家庭"),
    "institution": Text("with the institution", "福利机构"),
    "office": Text("with the office", "经办机构"),
    "centre": Text("at the card centre", "制卡中心"),
    "on-the-way": Text("on its way", "配送途中"),
    "hospital": Text("at the hospital", "医院"),
    "card-office": Text("at the office that gives out cards", "领卡网点"),
}
WHAT: dict[str, Text] = {
    "born": Text("The child is born. The hospital issues the birth certificate.",
                 "孩子出生，助产机构签发出生医学证明。"),
    "found": Text("The child is found. The police are told, and the institution takes it in.",
                  "发现弃婴并报警，由福利机构接收。"),
    "registered": Text("The birth is registered with the police: the child has its citizen ID "
                       "number.", "在公安机关办理出生登记，孩子有了公民身份号码。"),
    "begun": Text("An application is begun, for the insurance and the card at once.",
                  "开始填写申请，参保登记和社保卡申领一次办理。"),
    "filled": Text("The form is filled in; papers and the photo are uploaded.",
                   "填写表格，上传材料和照片。"),
    "handed-in": Text("The form is signed and handed in.", "签署表格并提交申请。"),
    "accepted": Text("The office has examined it: everything is in order.",
                     "经办机构审查完毕，材料齐全，予以受理。"),
    "approved": Text("It is approved. The child is registered for the insurance, and the card is "
                     "ordered.", "审核通过：完成参保登记，同时安排制卡。"),
    "paid": Text("The year's premium is paid, or found to be free.",
                 "缴清当年保费；免缴的，无需缴费。"),
    "stand-in": Text("The family takes the temporary credential and activates the medical "
                     "e-certificate: the child can go to hospital without the card.",
                     "领取临时凭证并激活医保码，没有卡也可以就医。"),
    "sent": Text("The order goes to the card centre in a batch.", "制卡数据随批次发往制卡中心。"),
    "started": Text("The centre has begun to make it.", "制卡中心开始制卡。"),
    "made": Text("The card is made; the centre's result file says so.",
                 "卡已制成，制卡中心回传结果文件。"),
    "dispatched": Text("It leaves the centre, on the list of one office.",
                       "卡从制卡中心发出，列入网点的配送清单。"),
    "arrived": Text("It is scanned at the office, and waits for the family.",
                    "网点扫码签收，等待领取。"),
    "collected": Text("The card is collected: papers shown, data confirmed, signed for.",
                      "领卡：出示证件，核对信息，签收。"),
    "works": Text("Its social security function is enabled at the same desk, with a password of "
                  "its own.", "当场启用社会保障功能，并单独设置密码。"),
    "bank": Text("The bank has opened the child's account and activated the bank function.",
                 "银行为孩子开立账户，启用金融功能。"),
    "on-the-telephone": Text("The electronic card is on the guardian's telephone too. Both sides "
                             "of the card work.",
                             "监护人手机上也添加了孩子的电子社保卡。卡的两项功能均已可用。"),
    "registered-elsewhere": Text(
        "The child stays with its grandparents, where the family's register is. The family has "
        "registered treatment elsewhere before.",
        "孩子住到户籍地的祖父母家，家里已提前办理异地就医备案。"),
    "admitted": Text("The child falls ill and is taken into a designated hospital.",
                     "孩子生病，住进定点医院。"),
    "presettled": Text("At discharge the hospital reads the card and asks what the bill comes to: "
                       "who the child is, its insurance and the hospital's agreement are checked, "
                       "and nothing is written yet.",
                       "出院时读取社保卡并预结算：核验身份、参保状态和医院协议，此时不写入任何记录。"),
    "settled": Text("The bill is settled at the counter. Each step, with its rule:",
                    "在医院窗口即时结算。逐项说明如下："),
    "bill-seen": Text("At home the family looks at the bill: every step is there, as a sentence "
                      "and as a picture.",
                      "回家后，家长查看这张单据，每一步都有文字和图示说明。"),
    "answered": Text("The hospital calls the office, which says from when the child is covered, "
                     "and records it with its source (made up here).",
                     "医院联系经办机构，经办机构答复待遇起始日期并注明来源（此处为虚构）。"),
    "not-settled": Text("At discharge the bill cannot be settled at the counter. The hospital "
                        "reads why:",
                        "出院时窗口无法即时结算，系统说明原因："),
}  # fmt: skip
NOTES: dict[str, Text] = {
    "promise": Text("Promised by {day}", "承诺办结日：{day}"),
    "making": Text("The card is promised by {day}", "承诺制成日：{day}"),
    "covered": Text("Insured from {day}", "参保自{day}起"),
    "free": Text("Nothing to pay this year", "当年免缴"),
    "reference": Text("Reference {reference}", "申请编号：{reference}"),
    "order": Text("Order of the card: {order}", "制卡单号：{order}"),
    "valid": Text("Valid until {day}", "有效期至{day}"),
    "presettled": Text("Of {total} yuan the fund would pay {fund} and the family {family}",
                       "总费用{total}元，预计基金支付{fund}元，个人负担{family}元"),
    "bill": Text("Bill {reference}, at /bills/ when signed in",
                 "单据编号：{reference}，登录后在 /bills/ 查看"),
    "hand-in": Text("What can be done: pay, keep the papers, and hand the bill in with them at "
                    "/bills/ once what stands in the way is settled.",
                    "可先行支付并保存材料，待上述问题解决后在 /bills/ 申请零星报销。"),
    "outside": Text("Not done by this service: the plan says how",
                    "不由本系统办理，办法见办理清单"),
    "whole": Text("From birth to a card that works: {days} days, of which {office} from the "
                  "application, with {visits} visits to a counter.",
                  "从出生到卡可用共{days}天，其中自申请起{office}天；到窗口{visits}次。"),
}  # fmt: skip
