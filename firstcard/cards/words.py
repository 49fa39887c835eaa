"""The words of cards, in both languages."""

from firstcard.policy.format import Text

MAKING: dict[str, Text] = {
    "ordered": Text("ordered, not yet being made", "待制卡"),
    "sent": Text("data sent to the card centre", "数据已送制卡中心"),
    "started": Text("being made", "制卡中"),
    "made": Text("made", "已制成"),
    "failed": Text("making failed, will be made again", "制卡未成功，将重新制作"),
    "dispatched": Text("on its way to the office", "配送中"),
    "posted": Text("in the post", "邮寄中"),
    "returned": Text("come back in the post", "邮件退回"),
    "at-office": Text("waiting to be collected", "待领取"),
    "sealed": Text("put away, not collected in time", "逾期未领，已封存"),
    "collected": Text("collected", "已领取"),
    "stopped": Text("stopped, not handed out", "已停止，不再发放"),
}
FUNCTION: dict[str, Text] = {
    "off": Text("not enabled", "未启用"),
    "on": Text("enabled", "已启用"),
    "ended": Text("ended", "已终止"),
}
AXES: dict[str, Text] = {
    "making": Text("Where the card is", "卡片进度"),
    "social-security": Text("Social security function", "社会保障功能"),
    "bank": Text("Bank function", "金融功能"),
}
CREDENTIALS: dict[str, Text] = {
    "none": Text("not there", "未办理"),
    "active": Text("active", "有效"),
    "suspended": Text(
        "not usable while the card's function is off", "社会保障功能未启用，暂不能用"
    ),
    "ended": Text("ended", "已终止"),
}
ACTIONS: dict[str, Text] = {
    "order": Text("order the card", "安排制卡"),
    "send": Text("send the data to the card centre", "向制卡中心发送数据"),
    "start": Text("begin to make it", "开始制卡"),
    "make": Text("make it", "制成"),
    "fail": Text("fail to make it", "制卡未成功"),
    "again": Text("make it again", "重新制卡"),
    "print": Text("print it at once", "当场制卡"),
    "dispatch": Text("send it to the office", "配送"),
    "arrive": Text("receive it at the office", "到达领卡网点"),
    "post": Text("post it", "邮寄"),
    "deliver": Text("deliver it by post", "邮寄签收"),
    "come-back": Text("receive it back from the post", "邮件退回"),
    "post-again": Text("post it again", "再次邮寄"),
    "keep": Text("keep it for collection", "留待领取"),
    "forward": Text("pass it on to another office", "转送其他网点"),
    "seal": Text("put it away", "封存"),
    "unseal": Text("take it out again", "解除封存"),
    "collect": Text("hand it out", "领取"),
    "reject": Text("take it back for a wrong datum", "信息有误，收回重制"),
    "stop": Text("stop it", "停止制发"),
    "enable": Text("enable it", "启用"),
    "end": Text("end it", "终止"),
    "remind": Text("remind the family", "提醒领取"),
    "warn": Text("the promised day is near", "即将到期"),
    "escalate": Text("brought to the head of the office", "已上报负责人"),
    "miss": Text("the promised day has passed", "已超期"),
    "look": Text("too long on the way, to be looked for", "在途时间过长，须查找"),
    "replaced": Text("out of use: replaced by a new card", "已换新卡，旧卡停用"),
    "ended": Text("out of use", "已停用"),
    "password-set": Text("set a password", "设置密码"),
    "password-changed": Text("change a password", "修改密码"),
    "password-reset": Text("reset a password", "重置密码"),
    "password-locked": Text("lock after wrong passwords", "密码输错次数过多，已锁定"),
    "account": Text("record the bank account", "登记银行账户"),
}
NOT_NOW = Text("That cannot be done now ({what}): the card is {state}.",
               "现在不能办理“{what}”：该卡目前的状态为“{state}”。")  # fmt: skip
NOT_NOW_SIDE = Text("That cannot be done now ({what}). {side}: {state}.",
                    "现在不能办理“{what}”。{side}：{state}。")  # fmt: skip
OVERTAKEN = Text("Somebody else was faster: {who} ({what}). Open the card again.",
                 "已有他人先行办理：{who}（{what}）。请重新打开。")  # fmt: skip
REFUSED: dict[str, Text] = {
    "no-card": Text("There is no such card.", "没有这张卡。"),
    "guardian-acts": Text("At this age a guardian has to do it, with their own identity card.",
                          "按本人年龄，须由监护人持监护人身份证办理。"),
    "not-guardian": Text("We know nobody of that name as guardian of the owner. Check the paper "
                         "that shows who acts for the child.",
                         "系统中没有此人是监护人的记录。请核对监护关系证明。"),
    "not-collected": Text("The card is not in the family's hand yet. It can be enabled once it is.",
                          "卡尚未领取，领卡后才能办理。"),
    "card-ended": Text("This card is out of use.", "该卡已停用。"),
    "card-expired": Text("This card has expired. Apply for a new one.", "该卡已到期，请换领新卡。"),
    "no-rule": Text("We know no rule for this in that place. Ask the social security centre.",
                    "没有查到当地的规定，请咨询社会保障卡服务窗口。"),
    "not-this-way": Text("This cannot be done here. The child's plan names the places "
                         "where it can.",
                         "此处不能办理。可办理的地点见孩子的办事计划。"),
    "no-account": Text("First record the account that the bank opened for the card.",
                       "请先登记银行为该卡开立的账户。"),
    "has-account": Text("The card has an account already.", "该卡已登记银行账户。"),
    "no-such-bank": Text("That is no co-operating bank of this place, or not your branch.",
                         "该机构不是本地的合作银行，或者不是您所在的网点。"),
    "not-masked": Text("Enter the account number with stars in the middle: at most the first six "
                       "and the last four digits.",
                       "账号中间须用星号隐去，最多保留前6位和后4位。"),
    "wrong-day": Text("The day lies ahead, or before the child's birth.",
                      "日期不能晚于今天，也不能早于出生日期。"),
    "not-enabled": Text("This function is not enabled yet.", "该功能尚未启用。"),
    "password-none": Text("No password has been set yet.", "尚未设置密码。"),
    "password-set": Text("A password is set already. It can be changed or reset.",
                         "密码已设置，可修改或重置。"),
    "password-locked": Text("The password is locked. It has to be reset.", "密码已锁定，须重置。"),
    "not-being-made": Text("A temporary credential is only for the time while the card is made.",
                           "临时凭证仅在制卡期间使用。"),
    "not-insured": Text("The child is not enrolled, so there is no e-certificate yet.",
                        "孩子尚未参保，还不能激活医保码。"),
    "no-card-in-use": Text("The electronic card needs a card in use.",
                           "申领电子社保卡须先有实体卡。"),
    "too-many-held": Text("You hold as many relatives' cards as you may ({most}).",
                          "您添加的亲属卡已达上限（{most}张）。"),
    "no-credential": Text("There is no such credential.", "没有这项凭证。"),
    "still-valid": Text("The card is valid longer. It can be renewed from {day}.",
                        "该卡仍在有效期内，{day}起可以换领。"),
    "no-end-known": Text("Until when the card is valid is not known here. Ask the social security "
                         "centre.", "未查到该卡的有效期，请咨询社会保障卡服务窗口。"),
    "nothing-changed": Text("Everything on the card is as recorded: no new card is needed.",
                            "卡面信息与登记一致，无需换卡。"),
    "in-the-making": Text("A new card is being made already.", "新卡已在制作中。"),
    "no-card-to-replace": Text("There is no card in use to replace.", "没有在用的卡可以换领。"),
    "no-authority": Text("Somebody else needs a letter of authority, for this card.",
                         "由他人代办的，须出示针对本卡的委托书。"),
}  # fmt: skip
