"""Words of the registration form and of its signature: hand-written pairs."""

from firstcard.policy.format import Text

TITLE = Text("Registration form", "登记表")
LEAD = Text(
    "Residents' medical insurance and social security card for a child",
    "为孩子办理城乡居民基本医疗保险参保登记和申领社会保障卡",
)
WANTS: dict[str, Text] = {
    "insured": Text("enrolment in residents' medical insurance", "城乡居民基本医疗保险参保登记"),
    "card": Text("social security card", "申领社会保障卡"),
}
SECTIONS: dict[str, Text] = {
    "application": Text("Application", "申请事项"),
    "child": Text("The child", "孩子"),
    "delivery": Text("How the card is collected", "社会保障卡领取"),
    "ways": Text("What was chosen", "选择的办理依据和方式"),
    "facts": Text("Facts stated by the applicant", "申请人陈述的情况"),
    "papers": Text("Papers", "提交的材料"),
    "consequences": Text("What follows from this application", "提交后的长期影响"),
    "signature": Text("Declaration and signature", "声明与签字"),
}
ROWS: dict[str, Text] = {
    "reference": Text("Reference", "申请编号"),
    "want": Text("Applied for", "申请事项"),
    "region": Text("Place", "办理地"),
    "name": Text("Name", "姓名"),
    "sex": Text("Sex", "性别"),
    "born_on": Text("Date of birth", "出生日期"),
    "nationality": Text("Nationality or place of origin", "国籍或身份"),
    "number": Text("Number", "证件号码"),
    "telephone": Text("Telephone", "联系电话"),
    "acts": Text("Acts for the child", "为孩子办理"),
    "way": Text("Way", "方式"),
    "office": Text("Where", "网点"),
    "address": Text("Address", "地址"),
    "recipient": Text("Recipient", "收件人"),
}
SEX: dict[int, Text] = {1: Text("boy", "男"), 2: Text("girl", "女")}
NUMBER_KINDS: dict[str, Text] = {
    "citizen-id": Text("Citizen ID number", "公民身份号码"),
    "birth-certificate": Text("Number of the birth certificate", "出生医学证明编号"),
    "residence-permit": Text("Number of the residence document", "居住证件号码"),
    "passport": Text("Passport number", "护照号码"),
    "organisation": Text("Unified social credit code", "统一社会信用代码"),
}
RELATIONS: dict[str, Text] = {
    "mother": Text("Mother", "母亲"),
    "father": Text("Father", "父亲"),
    "adopter": Text("Adoptive parent", "收养人"),
    "relative": Text("Guardian (relative)", "监护人（亲属）"),
    "institution": Text("Guardian (institution)", "监护人（机构）"),
    "agent": Text("Person with written authority", "受书面委托的人"),
}
DELIVERY: dict[str, Text] = {
    "office": Text("collected at an office", "到服务网点领取"),
    "bank": Text("collected at a bank", "到银行网点领取"),
    "post": Text("sent by post", "邮寄"),
}
YES = Text("yes", "是")
NO = Text("no", "否")
NONE = Text("none", "无")
EMPTY = Text("not filled in", "未填写")
NOT_STATED = Text("not stated", "信息不详")
NO_PAPERS = Text("No paper is needed.", "无需提交材料。")
PAGES = Text("handed in, pages: {n}", "已提交，共{n}页")
PHOTO_THERE = Text("handed in", "已提交")
PROVEN = Text("shown in an earlier application", "以前办理时已提交，沿用")
WAIVED = Text("not needed here by decision of the office", "经办机构决定不需提交")
IF_HELD = Text("only if there is one", "有则提交")
ABSENT = Text("not handed in yet", "尚未提交")
COUNTS = Text("The Chinese wording prevails.", "以中文表述为准。")
DECLARATION = Text(
    "I have read this form and what follows from the application. What it says is true and "
    "complete as far as I know. I apply for what is named above.",
    "本人已阅读本表及提交后的长期影响，所填内容真实、完整，现申请办理上述事项。",
)
SIGNED_BY = Text("Signature of the applicant", "申请人签字")
SIGNED_ON = Text("Date", "日期")
FOOT = Text("{reference} · {service}", "{reference} · {service}")

FORM_CHANGED = Text(
    "The application has changed since this form was shown. Read the new form, then sign it.",
    "登记表显示之后，申请内容有了变动。请阅读新的登记表后再签字。",
)
NOTHING_SIGNED = Text("Sign first: nothing is written here.", "签名不能为空，请先签字。")
TOO_LARGE = Text(
    "The drawn signature is too large. Draw it again.", "手写签名文件过大，请重新签写。"
)
UNKNOWN_KIND = Text(
    "Sign by typing, by drawing or on paper.", "请选择输入签名、手写签名或者纸质签名。"
)
NOT_SIGNED = Text("No form has been signed for this case.", "该申请尚无已签署的登记表。")
