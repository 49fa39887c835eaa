"""Words of the questions: one a page."""

from firstcard.policy.format import Text

ASKED = {
    # Names
    "name_too_long": Text("This is too long for a name. Enter the name only.",
                          "内容过长，请只填写姓名。"),
    "name_invisible": Text("There is a character in this name that cannot be seen or read. Type "
                           "the name again.", "姓名中有无法显示的字符，请重新填写。"),
    "name_dot": Text("The dot in this name is not the one that registers use. Use the name below, "
                     "which has the right dot, or type it again.",
                     "姓名中的间隔点与户口登记使用的“·”不同。请使用下面改好的姓名，或者重新填写。"),
    "name_use": Text("Use “{name}”", "使用“{name}”"),
    "name_keep": Text("Keep it as I typed it", "保留我填写的样子"),
    # The child
    "child-name": Text("What is the child's name?", "孩子叫什么名字？"),
    "child-name_why": Text(
        "As on the household register; if the birth is not registered yet, as on the birth "
        "certificate.",
        "与户口簿一致；还没有落户的，与出生医学证明一致。"),
    "child-name_label": Text("The child's full name", "孩子的姓名"),
    "child-name_hint": Text(
        "Names of any length are fine. A dot inside a name is the middle dot ·.",
        "长短不限。姓名中间的点请用“·”，例如“买买提·艾力”。"),
    "child-name_missing": Text("Enter the child's name", "请填写孩子的姓名"),
    "child-number": Text("Which number identifies the child?", "孩子用哪个号码办理？"),
    "child-number_why": Text(
        "The citizen ID number, once the birth is registered. Before that, the number of the "
        "birth certificate is enough for the insurance.",
        "已经落户的，用公民身份号码；还没有落户的，凭出生医学证明编号就可以参保。"),
    "child-number_label": Text("Kind of number", "号码种类"),
    "child-number_missing": Text("Choose which number you have", "请选择号码种类"),
    "kind_citizen-id": Text("Citizen ID number", "公民身份号码"),
    "kind_birth-certificate": Text("Number of the birth certificate", "出生医学证明编号"),
    "kind_residence-permit": Text("Number of the residence permit (Hong Kong, Macao, Taiwan, "
                                  "foreign)", "居住证或居留证件号码（港澳台、外国籍）"),
    "kind_passport": Text("Passport number", "护照号码"),
    "kind_organisation": Text("Unified social credit code", "统一社会信用代码"),
    "hint_citizen-id": Text("18 characters, on the household register. Spaces are fine.",
                            "18位，见户口簿。中间可以有空格。"),
    "hint_citizen-id_adult": Text("18 characters, on the identity card. Spaces are fine.",
                                  "18位，见居民身份证。中间可以有空格。"),
    "hint_birth-certificate": Text("One letter and nine digits, at the top of the certificate",
                                   "一个字母加9位数字，在证件上方"),
    "hint_residence-permit": Text("As on the document", "与证件一致"),
    "hint_passport": Text("As on the passport", "与护照一致"),
    "hint_organisation": Text("18 characters, on the registration certificate of the institution",
                              "18位，见机构的登记证书"),
    "number_missing": Text("Enter the number", "请填写号码"),
    "number_wrong": Text("A number has only letters and digits, at most 40 of them. Check it.",
                         "号码由字母和数字组成，最多40位，请核对。"),
    "number_born_differs": Text(
        "The number says that the child was born on {number}. You told us {told}. Check the "
        "number; if the number is right, change the date of birth first.",
        "号码显示的出生日期是{number}，而您填写的是{told}。请核对号码；号码无误的，请先更改出生日"
        "期。"),
    "number_card_needs_id": Text(
        "A card can only be made with a citizen ID number. You can apply for the insurance now, "
        "with the button below, and for the card when the birth is registered.",
        "制卡必须有公民身份号码。可以点下面的按钮，改为只办参保；落户后再申领社保卡。"),
    "change_born": Text("Change the date of birth", "更改出生日期"),
    "only_insurance": Text("Continue with the insurance only", "改为只办参保"),
    "child-sex": Text("Is the child a girl or a boy?", "孩子是男孩还是女孩？"),
    "child-sex_why": Text("The insurance register needs it. If there is a citizen ID number, we "
                          "read it from the number.",
                          "参保登记的必填项。有公民身份号码的，可以从号码中读出。"),
    "child-sex_label": Text("Sex", "性别"),
    "child-sex_missing": Text("Choose girl or boy", "请选择性别"),
    "sex_1": Text("Boy", "男"), "sex_2": Text("Girl", "女"),
    # Who applies
    "applicant": Text("What is your relationship to the child?", "您是孩子的什么人？"),
    "applicant_why": Text("The person who applies signs, and gets all messages.",
                          "由申请人签字，并接收全部通知。"),
    "applicant_label": Text("I am", "我是"),
    "applicant_missing": Text("Choose your relationship to the child", "请选择您与孩子的关系"),
    "i_mother": Text("The mother", "母亲"),
    "i_father": Text("The father", "父亲"),
    "i_adopter": Text("An adoptive parent", "养父母"),
    "i_relative": Text("A relative who is the guardian", "担任监护人的亲属"),
    "i_institution": Text("Staff of the welfare institution that is the guardian",
                          "担任监护人的福利机构工作人员"),
    "i_agent": Text("Somebody with written authority, such as a grandparent",
                    "受书面委托的人，例如祖父母"),
    "i_agent_hint": Text("The guardian signs a letter of authority; it is one of the papers.",
                         "由监护人签署授权委托书，作为材料之一提交。"),
    "adult-name": Text("What is your name?", "您叫什么名字？"),
    "adult-name_institution": Text("What is the institution called?", "福利机构叫什么名称？"),
    "adult-name_label": Text("Your full name", "您的姓名"),
    "adult-name_institution_label": Text("Name of the institution", "机构名称"),
    "adult-name_why": Text("As on your identity document.", "与您的身份证件一致。"),
    "adult-name_missing": Text("Enter your name", "请填写您的姓名"),
    "adult-number": Text("What is your identity number?", "您的证件号码是多少？"),
    "adult-number_institution": Text("What is the institution's unified social credit code?",
                                     "福利机构的统一社会信用代码是多少？"),
    "adult-number_why": Text("The office compares it with your document.",
                             "经办机构会与您的证件核对。"),
    "principal": Text("Which guardian do you act for?", "您受哪位监护人委托？"),
    "principal_why": Text("The one who signs the letter of authority.", "即签署授权委托书的人。"),
    "principal_label": Text("I act for", "委托人是"),
    "principal_missing": Text("Choose who you act for", "请选择委托人"),
    "principal-name": Text("What is that guardian's name?", "委托人叫什么名字？"),
    "principal-name_label": Text("The guardian's full name", "委托人的姓名"),
    "principal-name_missing": Text("Enter the guardian's name", "请填写委托人的姓名"),
    "for_mother": Text("The mother", "母亲"), "for_father": Text("The father", "父亲"),
    "for_adopter": Text("An adoptive parent", "养父母"),
    "for_relative": Text("A relative who is the guardian", "担任监护人的亲属"),
    "for_institution": Text("The welfare institution", "福利机构"),
    # The ground
    "ground": Text("Why can the child be insured in this place?", "孩子符合哪一项参保条件？"),
    "ground_why": Text("One of these is enough. Some need a paper, some none.",
                       "符合一项即可。有的需要材料，有的不需要。"),
    "ground_label": Text("Ground", "参保条件"),
    "ground_missing": Text("Choose one of them", "请选择一项"),
    "ground_other": Text("None of these: change what you told us about your ties",
                         "以上都不符合：更改“与居住地的联系”"),
    "relation": Text("How do you show that the child is yours?", "用什么证明您与孩子的关系？"),
    "relation_why": Text("One paper is enough. Choose the one that is easiest for you.",
                         "一份材料即可，选最方便的。"),
    "relation_label": Text("Paper", "材料"),
    "relation_missing": Text("Choose one of them", "请选择一项"),
    # The card
    "delivery": Text("How do you want to get the card?", "您想怎样领取社保卡？"),
    "delivery_why": Text("We will tell you when it is there.", "可以领卡时会通知您。"),
    "delivery_label": Text("Way", "领取方式"),
    "office_missing": Text("Choose one of the offices", "请选择一个网点"),
    "delivery_missing": Text("Choose how to get the card", "请选择领取方式"),
    "get_office": Text("At the social security service centre", "到社保卡服务窗口领取"),
    "get_bank": Text("At a bank branch", "到合作银行网点领取"),
    "get_post": Text("By post", "邮寄"),
    "address_label": Text("Address", "收件地址"),
    "address_missing": Text("Enter the address", "请填写收件地址"),
    "address_hint": Text("Province, city, district, street and number, flat",
                         "省、市、区、街道、门牌号、房号"),
    "recipient_label": Text("Who receives it", "收件人"),
    "recipient_missing": Text("Enter the name of whoever receives it", "请填写收件人姓名"),
    # From the plan
    "told_change": Text("What you told us for your plan", "清单中填写的情况"),
    "stale": Text("This application was changed while you had it open, perhaps by you on another "
                  "device. What you entered below is not saved yet: check it and press the button "
                  "again.",
                  "这份申请刚刚在别处有改动（也可能是您在另一台设备上）。您下面填写的内容尚未保存，"
                  "请核对后再点一次按钮。"),
}  # fmt: skip
