"""Words of branch, social security desk and hospital: printing at once, functions, a new card."""

from firstcard.policy.format import Text

ENABLING = {
    # What one may do next, on the page of a card
    "card_do_print": Text("Print it now", "当场制卡"),
    "card_do_account": Text("Record the bank account", "登记银行账户"),
    "card_do_enable": Text("Enable the social security function", "启用社会保障功能"),
    "card_do_enable-bank": Text("Enable the bank function", "启用金融功能"),
    "card_do_password": Text("Password of the social security function", "社会保障功能密码"),
    "card_do_password-bank": Text("Password of the bank function", "金融功能密码"),
    "card_do_temporary": Text("Temporary credential", "临时凭证"),
    "card_do_renew": Text("Renew it", "到期换领"),
    "card_do_change": Text("New card for changed data or a new photo", "信息变更或更换照片换卡"),
    # What was done
    "card_done_print": Text("The card is printed. Hand it out now.",
                            "卡已制成，现在可以办理领卡。"),
    "card_done_stopped": Text(
        "A death is recorded for the owner. The card is stopped and was not printed.",
        "持卡人已有死亡登记，该卡已停止制发，没有打印。"),
    "card_done_account": Text("The account is recorded.", "银行账户已登记。"),
    "card_done_enable": Text("The social security function is enabled.", "社会保障功能已启用。"),
    "card_done_enable-bank": Text("The bank function is enabled.", "金融功能已启用。"),
    "card_done_password": Text("What happened to the password is recorded.", "密码情况已登记。"),
    "card_done_renew": Text("The new card is ordered. This is its page.",
                            "新卡已安排制作。本页是新卡的页面。"),
    "card_done_spoiled": Text("The spoiled blank is recorded.", "废卡已登记。"),
    # Who stands at the desk
    "stand_kind": Text("Identity document of the person at your desk", "到场人的证件类型"),
    "stand_number": Text("Number of the document", "证件号码"),
    "stand_name": Text("Name, as in the document", "姓名（与证件一致）"),
    "stand_name_hint": Text("For an institution, its name and the social credit code.",
                            "机构代办的，填写机构名称和统一社会信用代码。"),
    "stand_valid": Text("Document valid until (optional)", "证件有效期至（选填）"),
    "stand_valid_hint": Text("For example 2036-10-01. Leave it empty if it has no end.",
                             "例如2036-10-01。长期有效的不用填。"),
    "stand_shown": Text("Shown to me, and in order", "已出示，核对无误"),
    "stand_letter": Text("Somebody else comes with a letter of a guardian",
                         "由他人持监护人的委托书代办"),
    "stand_giver": Text("Citizen ID number of the guardian who wrote the letter",
                        "出具委托书的监护人的公民身份号码"),
    "stand_giver_name": Text("Name of this guardian", "该监护人的姓名"),
    "stand_until": Text("Letter valid until (optional)", "委托书有效期至（选填）"),
    "stand_until_hint": Text("For example 2026-12-31. Leave it empty if it names no day.",
                             "例如2026-12-31。没有写明的不用填。"),
    "stand_no_kind": Text("Choose the kind of the document.", "请选择证件类型。"),
    "stand_no_number": Text("Enter the number of the document.", "请填写证件号码。"),
    "stand_no_name": Text("Enter the name, as it stands in the document.",
                          "请填写姓名，与证件一致。"),
    "stand_no_giver": Text("Enter the number of the guardian who wrote the letter.",
                           "请填写出具委托书的监护人的证件号码。"),
    "stand_no_giver_name": Text("Enter the name of the guardian who wrote the letter.",
                                "请填写出具委托书的监护人的姓名。"),
    "stand_owner": Text("Card of {name}, {number}", "持卡人：{name}，{number}"),
    "stand_young": Text("The owner is too young to act alone: a guardian comes with their own "
                        "identity card.", "持卡人未到独立办理的年龄，须由监护人持监护人身份证"
                        "办理。"),
    # A branch
    "menu_branch": Text("Cards to print", "即时制卡"),
    "branch_title": Text("Cards to print at once", "即时制卡"),
    "branch_lead": Text(
        "These cards are approved. Their families come to your branch, and you print the card "
        "while they wait: print, hand out, open the account, enable.",
        "以下社保卡已审核通过，由您所在网点当场制卡。一次办完：制卡、领卡、开户、启用。"),
    "branch_none": Text("No card waits to be printed here.", "目前没有待打印的社保卡。"),
    "branch_waits": Text("since {day}", "{day}起等待"),
    "branch_stock": Text("Blank cards", "空白卡"),
    "branch_left": Text("{office}: {left} left", "{office}：现存{left}张"),
    "branch_to_destroy": Text("spoiled, to be destroyed: {count}", "待销毁废卡{count}张"),
    "branch_short": Text("More blanks were used than are known to have come. Count them.",
                         "空白卡用量超过登记的到货量，请清点。"),
    "branch_no_office": Text("No branch is known at which you could print. Ask whoever manages "
                             "accounts at your office.",
                             "系统中没有您可以制卡的网点，请联系本单位的账号管理员。"),
    "branch_due": Text("promised by {day}", "承诺{day}前制成"),
    "print_title": Text("Print the card", "当场制卡"),
    "print_lead": Text("Print this data, then read number and code off the finished card.",
                       "请按以下信息制卡，再从制成的卡上读取卡号和卡识别码。"),
    "print_data": Text("What is printed", "卡面信息"),
    "print_photo": Text("Photo of the owner for the card", "持卡人卡面照片"),
    "print_no_photo": Text("No photo is printed on this card.", "该卡不印照片。"),
    "print_name": Text("Name", "姓名"),
    "print_sex": Text("Sex", "性别"),
    "print_born": Text("Date of birth", "出生日期"),
    "print_number_of": Text("Number ({kind})", "号码（{kind}）"),
    "print_number": Text("Card number", "卡号"),
    "print_number_hint": Text("9 letters or digits, for example A12345678",
                              "9位字母或数字，例如A12345678"),
    "print_code": Text("Identification code of the card", "卡识别码"),
    "print_code_hint": Text("32 letters or digits, as the printer reads them from the chip",
                            "32位字母或数字，由制卡设备从芯片读出"),
    "print_valid": Text("Valid until, as printed on the card (optional)",
                        "卡面有效期至（选填）"),
    "print_button": Text("The card is printed", "卡已制成"),
    "print_blanks": Text("One blank card is used. {left} are left at {office}.",
                         "将用去1张空白卡。{office}现存{left}张。"),
    "print_no_number": Text("Enter the number on the card.", "请填写卡号。"),
    "print_no_code": Text("Enter the identification code of the card.", "请填写卡识别码。"),
    "print_spoiled": Text("The print failed: record one spoiled blank", "打印失败：登记1张废卡"),
    "to_branch": Text("Back to the cards to print", "返回即时制卡"),
    # The account behind a card
    "account_title": Text("Bank account of the card", "登记银行账户"),
    "account_lead": Text(
        "Record that the bank has opened an account for this card. The whole number stays with "
        "the bank: here it has stars in the middle.",
        "登记银行已为该卡开立账户。完整账号只留存在银行，这里中间用星号隐去。"),
    "account_bank": Text("Branch that opened it", "开户网点"),
    "account_masked": Text("Account number with stars in the middle", "账号（中间用星号隐去）"),
    "account_masked_hint": Text("At most the first 6 and the last 4 digits, for example "
                                "622848******1234",
                                "最多保留前6位和后4位，例如622848******1234"),
    "account_day": Text("Opened on", "开户日期"),
    "account_button": Text("Record the account", "登记账户"),
    "account_no_bank": Text("Choose the branch that opened the account.", "请选择开户网点。"),
    "account_no_masked": Text("Enter the account number with stars in the middle.",
                              "请填写账号，中间用星号隐去。"),
    # Functions
    "enable_title": Text("Enable the social security function", "启用社会保障功能"),
    "enable_lead": Text(
        "Enable it at your terminal first, then record it here. The password is set at the "
        "terminal and is never told to this service.",
        "请先在业务终端启用，再在这里登记。密码在终端上设置，不录入本系统。"),
    "enable_button": Text("Record that it is enabled", "登记已启用"),
    "enable_bank_title": Text("Enable the bank function", "启用金融功能"),
    "enable_bank_lead": Text(
        "Enable it at the bank's terminal first, then record it here. The bank's passwords are "
        "set there and are never told to this service.",
        "请先在银行终端启用，再在这里登记。银行密码在银行终端设置，不录入本系统。"),
    "enable_bank_button": Text("Record that it is enabled", "登记已启用"),
    "works_title": Text("Social security function of the card", "卡的社会保障功能"),
    "works_since": Text("since {day}", "{day}起"),
    "works_on": Text("Nothing needs to be done: settle with the card.",
                     "无需办理，可直接持卡结算。"),
    "works_ended": Text("This card is out of use or has run out. Settle with the medical "
                        "e-certificate or the new card.",
                        "该卡已停用或者已到期，请使用医保码或者新卡结算。"),
    # Passwords
    "password_title": Text("Password of the social security function", "社会保障功能密码"),
    "password_bank_title": Text("Password of the bank function", "金融功能密码"),
    "password_lead": Text(
        "Record what was done at the terminal. Never type the password itself here.",
        "登记终端上已办理的事项。切勿在这里输入密码。"),
    "password_what": Text("What was done", "办理事项"),
    "password_password-set": Text("set for the first time", "首次设置"),
    "password_password-changed": Text("changed", "修改"),
    "password_password-reset": Text("forgotten or locked, and reset", "遗忘或锁定后重置"),
    "password_password-locked": Text(
        "locked after wrong tries (nobody has to come)", "输错次数过多，已锁定（无须到场）"),
    "password_no_what": Text("Choose what was done.", "请选择办理事项。"),
    "password_button": Text("Record it", "登记"),
    # A card by its number
    "menu_by_number": Text("Enable by card number", "凭卡号启用"),
    "number_title": Text("Enable a card by its number", "凭卡号启用"),
    "number_lead": Text(
        "For the first settlement with a new card: read the number off the card. The social "
        "security function is enabled here in the same visit.",
        "首次持卡结算时使用：读取卡号，当场启用社会保障功能。"),
    "number_box": Text("Card number", "卡号"),
    "number_button": Text("Find the card", "查找"),
    "number_wrong": Text("A card number has 9 letters or digits.", "卡号为9位字母或数字。"),
    "number_none": Text("No card with this number is in use here. Read the number again. A card "
                        "from elsewhere is enabled where it was issued.",
                        "没有查到使用该卡号的社保卡，请核对卡号。外地的卡须在发卡地启用。"),
    "to_number": Text("Enter another card number", "办理下一张卡"),
    # The temporary credential
    "temporary_title": Text("Temporary credential", "社会保障卡临时凭证"),
    "temporary_lead": Text(
        "It shows that the card is being made. It ends when the family has the card.",
        "证明社保卡正在制作，领到卡后即失效。"),
    "temporary_button": Text("Give the temporary credential", "出具临时凭证"),
    "temporary_serial": Text("Number", "凭证编号"),
    "temporary_order": Text("Card", "制卡单号"),
    "temporary_since": Text("Given on", "出具时间"),
    "temporary_until": Text("Valid", "有效期"),
    "temporary_until_card": Text("until the card is collected", "至领到社保卡时止"),
    "temporary_until_day": Text("until {day}, at the latest until the card is collected",
                                "至{day}，领到社保卡即失效"),
    "temporary_office": Text("Card is collected at", "领卡网点"),
    # Who has no card yet
    "first_title": Text("First card later, or a student's card", "补办首张卡、学生卡"),
    "first_lead": Text(
        "Somebody who did not apply at birth comes now. First look whether there is a card: "
        "who has one already, renews or replaces it.",
        "出生时没有申领、现在来办理的，先查询是否已有卡。已有卡的，办理换卡或者补卡，不再首次申领。"),
    "first_number": Text("Number of the person whose card it will be", "持卡人的证件号码"),
    "first_kind": Text("Identity document", "证件类型"),
    "first_button": Text("Look for a card", "查询"),
    "first_none": Text("No card is known here", "没有查到社保卡"),
    "first_start": Text("Begin an application at the counter", "在窗口开始申领"),
    "first_papers": Text("The form at the counter asks for the papers of this age and place.",
                         "窗口申领页面会按年龄和地区列出所需材料。"),
    "first_link": Text("Somebody without a card: first card later, student's card",
                       "没有卡的：补办首张卡、学生卡"),
    "card_done_known": Text("There is a card already. This is its page.",
                            "已有社保卡。本页是该卡的页面。"),
    # A new card
    "renew_title": Text("Renew the card", "到期换领"),
    "renew_lead": Text("The new card is ordered with the present data. The old one works until "
                       "the new one is collected, or until its last day.",
                       "按当前登记的信息制作新卡。领到新卡前，旧卡在有效期内可继续使用。"),
    "renew_until": Text("This card is valid until {day}.", "该卡有效期至{day}。"),
    "renew_begins": Text("It can be renewed from {day}.", "{day}起可以换领。"),
    "renew_fee": Text("What it costs here: {amount}.", "本地工本费：{amount}。"),
    "renew_fee_ask": Text("What it costs here is not known. Ask: {office}.",
                          "未查到本地的工本费标准，请向{office}咨询。"),
    "renew_photo": Text("New photo (optional)", "新照片（选填）"),
    "renew_photo_hint": Text("A picture of the owner as for a first card: JPEG, PNG or HEIC. "
                             "Without one, the photo of the old card is used.",
                             "与首次申领的照片要求相同，可用JPEG、PNG或HEIC格式。不上传的，沿用"
                             "旧卡照片。"),
    "renew_button": Text("Order the new card", "确认换领"),
    "change_title": Text("New card for changed data or a new photo", "信息变更或更换照片换卡"),
    "change_lead": Text("A new card is made when it would say something else than the old one.",
                        "卡面信息与登记不一致，或者需要更换照片的，可以换卡。"),
    "change_card": Text("On the card", "卡面"),
    "change_record": Text("In the record", "登记"),
    "change_none": Text("The card says what the record says. Only with a new photo is a new card "
                        "made.", "卡面信息与登记一致，只有更换照片才需要换卡。"),
    "change_wrong": Text("If the record itself is wrong, have it corrected first: propose a "
                         "correction on the page of the application.",
                         "登记信息本身有误的，请先在申请页面提出更正。"),
    "change_correct": Text("Propose a correction", "提出更正"),
}  # fmt: skip
