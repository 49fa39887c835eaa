"""The words of sending cards out and handing them over, in both languages."""

from firstcard.policy.format import Text

REFUSED: dict[str, Text] = {
    "nothing-to-send": Text("Choose at least one card.", "请至少选择一张卡。"),
    "several-origins": Text("All cards on one list must be in the same place.",
                            "同一配送清单上的卡须在同一地点。"),
    "goes-elsewhere": Text("A card on this list goes to another office, or by post.",
                           "清单上有的卡应送往其他网点或者邮寄。"),
    "same-office": Text("The card is at this office already.", "该卡已在本网点。"),
    "misdirected": Text("This card belongs to {office}. Pass it on to there.",
                        "该卡应送往{office}，请转送。"),
    "not-here": Text("The card is at {office}. It can be dealt with only there.",
                     "该卡在{office}，只能在该网点办理。"),
    "unknown-place": Text("The card is at no office.", "该卡不在任何网点。"),
    "delivery": Text("This way is not offered here. Choose another one.",
                     "本地未提供该领取方式，请另选。"),
    "needs-address": Text("Write the address to which the card is posted.", "请填写邮寄地址。"),
    "needs-office": Text("Choose the office at which the card is collected.", "请选择领卡网点。"),
    "too-late-to-choose": Text("The card is on its way or at the office already.",
                               "该卡已在配送途中或者已到网点。"),
    "tracking": Text("A tracking number has 6 to 40 letters and digits, such as EA123456789CN.",
                     "邮件号由6至40位字母和数字组成，例如EA123456789CN。"),
    "tracking-used": Text("Another card in the post has this number. Look at the parcel again.",
                          "该邮件号已用于另一张在途的卡，请核对。"),
    "list-columns": Text("The first line of the list must read: order,tracking",
                         "清单首行须为：order,tracking"),
    "list-too-long": Text("A list may have 1,000 lines at most. Split it.",
                          "每份清单最多1000行，请拆分后上传。"),
    "list-coding": Text("The list can be read neither as UTF-8 nor as GB 18030.",
                        "清单既不是UTF-8编码，也不是GB 18030编码。"),
    "no-address": Text("There is no address to which this card could be posted.",
                       "该卡没有邮寄地址。"),
    "why-back": Text("Say why the parcel came back.", "请选择退回原因。"),
    "too-early": Text("The card is kept until {day}. It can be put away after that.",
                      "该卡保留至{day}，此后方可封存。"),
    "taken": Text("{who} is handing this card out, until {time} at the latest.",
                  "{who}正在办理该卡的领取，最迟至{time}。"),
    "not-taken": Text("Take the card first. If you had it, your time has run out.",
                      "请先锁定该卡。此前已锁定的，锁定时间已过，请重新锁定。"),
    "died": Text("A death is recorded for the owner. The card is not handed out.",
                 "持卡人已有死亡登记，不再发放该卡。"),
    "wrong-card": Text("This is not the card of this person: the number on it is another one.",
                       "卡面号码与持卡人的卡不符，请核对。"),
    "run-out": Text("The card was valid until {day}. A new one has to be ordered.",
                    "该卡有效期至{day}，须重新制卡。"),
    "not-genuine": Text("A card that may not be genuine is not handed out. Take it back "
                        "for a new one.",
                        "卡片真伪存疑的不得发放，请收回重制。"),
    "not-confirmed": Text("The family has to confirm the data on the card or say what is wrong.",
                          "须由领卡人核对卡面信息，或者说明有误之处。"),
    "number-wrong": Text("This cannot be the number of such a document. Check it.",
                         "证件号码有误，请核对。"),
    "name-differs": Text("The name is not the one recorded with this number. Check the document.",
                         "姓名与该证件号码的登记不一致，请核对证件。"),
    "document-run-out": Text("The identity document was valid until {day}. A valid one is needed.",
                             "身份证件有效期至{day}，须出示有效证件。"),
    "authority-run-out": Text("The letter of authority was valid until {day}.",
                              "委托书有效期至{day}，已过期。"),
    "authority-giver": Text("Whoever gave the authority is not recorded as guardian of the owner.",
                            "委托人不是系统中登记的监护人。"),
    "papers": Text("Papers are missing that must be shown.", "还有须出示的证件或者材料。"),
    "paper": Text("This must be shown: {name}.", "须出示：{name}。"),
    "nothing-signed": Text("Sign first: nothing is written here.", "还没有签字，请先签字。"),
    "signed-name": Text("Type the name of the person who collects the card, as it stands in their "
                        "document.", "请输入领卡人本人的姓名，与证件一致。"),
    "too-large": Text("The drawn signature is too large. Draw it again.",
                      "手写签名过大，请重新签字。"),
    "what-is-wrong": Text("Say what is wrong with the card.", "请选择卡片有误之处。"),
    "nothing-changed": Text("This is the same as what is printed. Write what is right.",
                            "该项与卡面相同，请填写正确内容。"),
    "record-same": Text("The record of the owner says the same as the card. Have the record put "
                        "right first: a second person confirms it. The card keeps its place in "
                        "line.",
                        "登记信息与卡面一致。请先更正登记信息（须由另一名工作人员确认），"
                        "再收回重制，制卡排队顺序不变。"),
    "record-otherwise": Text("The record of the owner does not say this. Have the record put right "
                             "first: a second person confirms it.",
                             "与登记信息不一致。请先更正登记信息，须由另一名工作人员确认。"),
    "no-receipt": Text("Nobody has collected this card at an office.",
                       "该卡没有在网点领取的记录。"),
}  # fmt: skip
BACK: dict[str, Text] = {
    "not-found": Text("nobody found at the address", "查无此址或者无人接收"),
    "refused": Text("not accepted", "拒收"),
    "moved": Text("moved away", "收件人已搬走"),
    "unclaimed": Text("not fetched from the post", "逾期未取"),
    "damaged": Text("parcel damaged", "邮件破损"),
}
WRONG: dict[str, Text] = {
    "name": Text("name", "姓名"),
    "sex": Text("sex", "性别"),
    "born_on": Text("date of birth", "出生日期"),
    "number": Text("number", "号码"),
    "photo": Text("photo", "照片"),
    "damaged": Text("the card is damaged", "卡片损坏"),
    "not-genuine": Text("the card may not be genuine", "卡片真伪存疑"),
}
RELATIONS: dict[str, Text] = {
    "self": Text("the owner", "本人"),
    "mother": Text("mother", "母亲"),
    "father": Text("father", "父亲"),
    "adopter": Text("adoptive parent", "收养人"),
    "relative": Text("guardian (relative)", "监护人（亲属）"),
    "institution": Text("guardian (institution)", "监护人（机构）"),
    "agent": Text("person with written authority", "受委托人"),
}
SIGNED: dict[str, Text] = {
    "typed": Text("name typed", "输入姓名"),
    "drawn": Text("drawn on the screen", "屏幕手写签名"),
    "paper": Text("on paper", "纸质签名"),
}
RECEIPT = Text("Receipt for a social security card", "社会保障卡领取回执")
ROWS: dict[str, Text] = {
    "reference": Text("Reference", "编号"),
    "owner": Text("Owner of the card", "持卡人"),
    "identity": Text("Identity number", "证件号码"),
    "card": Text("Card number", "卡号"),
    "valid": Text("Valid until", "有效期至"),
    "collector": Text("Collected by", "领卡人"),
    "relation": Text("Relation to the owner", "与持卡人关系"),
    "authority": Text("Authorised by", "委托人"),
    "shown": Text("Shown", "出示的证件"),
    "office": Text("Office", "领卡网点"),
    "clerk": Text("Handed out by", "经办人"),
    "at": Text("Date and time", "领取时间"),
    "signed": Text("Signature", "签字方式"),
    "older": Text("Card that this one replaces", "换下的旧卡"),
}
CHECKED = Text(
    "The identity of the collector and the right to collect were checked. The card is genuine and "
    "valid. The collector has compared the data on the card and found them right.",
    "已核验领卡人身份和领卡资格，卡片真实有效，领卡人已核对卡面信息，确认无误。",
)
OLDER = Text("out of use since this moment", "自此时起停用")
NEXT = Text(
    "The two functions of the card are enabled separately: the social security function and "
    "the bank function. Keep this receipt.",
    "社会保障功能和金融功能须分别启用。请妥善保存本回执。",
)
BOUND = Text("Check sum of card, collector and moment", "卡、领卡人和时间的校验值")
SIGNATURE = Text("Signature of the collector", "领卡人签字")
NO_TERM = Text("no day stated", "未注明")
