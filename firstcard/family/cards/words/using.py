"""Words of using a card: its two sides, what stands beside it, a new one."""

from firstcard.policy.format import Text

USING = {
    "enable_title": Text("Make the card work", "启用社保卡"),
    "enable_lead": Text("The card has two sides, and each is enabled separately.",
                        "社保卡有两项功能，须分别启用。"),
    "enable_ss": Text("Social security function", "社会保障功能"),
    "enable_ss_what": Text("For the doctor, the hospital and every office of social security.",
                           "用于看病就医和办理社会保障业务。"),
    "enable_bank": Text("Bank function", "金融功能"),
    "enable_bank_what": Text("An account of the child at the bank. Only if you want it: no doctor "
                             "needs it.",
                             "即孩子在银行的账户，自愿办理，看病不需要。"),
    "enable_on": Text("Enabled since {day}", "已启用（{day}）"),
    "enable_off": Text("Not enabled yet", "尚未启用"),
    "enable_ended": Text("Ended on {day}", "已终止（{day}）"),
    "enable_not_yet": Text("Both can be enabled once you have the card.", "领到卡后才能启用。"),
    "enable_ways": Text("Where it is done", "在哪里办"),
    "enable_go": Text("Enable the social security function now", "立即启用社会保障功能"),
    "enable_guardian": Text("A guardian does it, with their own identity card, until the child "
                            "is 16.",
                            "未满16周岁的，由监护人持监护人身份证办理。"),
    "enable_owner": Text("The owner of the card does it, with their own identity card.",
                         "由持卡人持本人身份证办理。"),
    "enable_bring": Text("Bring", "请携带"),
    "enable_cost": Text("Cost: {cost}", "费用：{cost}"),
    "password_title": Text("Password", "密码"),
    "password_secret": Text("We only note that a password was set. Nobody here knows it, and "
                            "nobody may ask you for it.",
                            "我们只记录设置过密码，不知道密码内容；任何人都不应向您索要密码。"),
    "password_none": Text("No password is set, as far as we know.", "没有设置密码的记录。"),
    "password_set": Text("A password is set.", "已设置密码。"),
    "password_locked": Text("The password is locked. It is reset at the desk, with the card.",
                            "密码已锁定，须持卡到窗口重置。"),
    "password_note_set": Text("Note: I have set the password", "登记：我已设置密码"),
    "password_note_changed": Text("Note: I have changed the password", "登记：我已修改密码"),
    "account_title": Text("The child's bank account", "孩子的银行账户"),
    "account_none": Text("None yet. The bank opens it when a guardian goes there with the card.",
                         "还没有。监护人持卡到银行即可开立。"),
    "account_bank": Text("Bank", "银行"),
    "account_number": Text("Account, in part", "账号（部分隐去）"),
    "account_opened": Text("Opened on", "开户日期"),
    # Beside the card
    "beside_lead": Text("At the hospital the e-certificate counts as much as the card.",
                        "看病就医时，医保码与社保卡同样有效。"),
    "beside_medical-e-certificate": Text("Medical insurance e-certificate",
                                         "医保电子凭证（医保码）"),
    "beside_medical-e-certificate_what": Text(
        "A code in your telephone. It needs the insurance and no card. Activate it for the child "
        "in the national healthcare security app, then note it here.",
        "手机里的码，参保后即可使用，不需要卡。请先在国家医保服务平台APP的“亲情账户”中为孩子激活，"
        "再在这里登记。"),
    "beside_electronic-card": Text("Electronic social security card", "电子社会保障卡"),
    "beside_electronic-card_what": Text(
        "The card on your telephone. It needs the card itself. Add the child among your relatives "
        "in the app, then note it here.",
        "手机上的社保卡，领到实体卡后才能申领。请先在电子社保卡的“亲情服务”中添加孩子，再在这里登记。"),
    "beside_temporary-card": Text("Temporary credential", "临时凭证"),
    "beside_temporary-card_what": Text(
        "It says that the card is being made. What it is accepted for is a local rule; at the "
        "hospital use the e-certificate.",
        "证明社保卡正在制作。使用范围由各地规定；看病请用医保码。"),
    "beside_none": Text("None yet", "未办理"),
    "beside_active": Text("Works, since {day}", "有效（{day}起）"),
    "beside_active_until": Text("Works until {day}", "有效，至{day}"),
    "beside_suspended_e-card": Text("Waits until the card's social security function is enabled",
                                    "待卡的社会保障功能启用后可用"),
    "beside_suspended": Text("Does not work while the child is not insured",
                             "孩子未参保，暂不可用"),
    "beside_ended": Text("Ended on {day}", "已终止（{day}）"),
    "beside_serial": Text("Number: {serial}", "编号：{serial}"),
    "beside_held_you": Text("Held by: you", "由您持有"),
    "beside_held_self": Text("Held by: the owner", "由持卡人本人持有"),
    "beside_held_mother": Text("Held by: the mother", "由母亲持有"),
    "beside_held_father": Text("Held by: the father", "由父亲持有"),
    "beside_held_other": Text("Held by: another relative", "由其他亲属持有"),
    "beside_held_nobody": Text("Held by: somebody who no longer acts for the child",
                               "持有人已不再是监护人"),
    "beside_give_medical-e-certificate": Text("Note: I have activated it", "登记：我已激活"),
    "beside_give_electronic-card": Text("Note: I have added it", "登记：我已添加"),
    "beside_give_temporary-card": Text("Get a temporary credential", "领取临时凭证"),
    "beside_let_go": Text("Note: I have removed it", "登记：我已移除"),
    "beside_not": Text("Not yet possible: {why}", "暂不能办理：{why}"),
    "beside_no_card": Text("it needs the card in your hand", "须先领到实体卡"),
    "beside_most": Text("You can hold the cards of up to {n} relatives.", "最多可添加{n}名亲属。"),
    # A new card
    "renew_title": Text("Renew the card", "换领新卡"),
    "change_title": Text("New photo or changed data", "更换照片或信息"),
    "change_lead": Text("A new card is made with a new photo, or with what is recorded of the "
                        "child now. A name or number is put right by the office first: ask for it "
                        "under what we hold.",
                        "可以用新照片重新制卡；登记的姓名、号码已变更的，也按新信息重新制卡。尚未变更"
                        "登记的，请先在“我们保存的信息”中申请更正。"),
    "renew_photo": Text("Without a new photo, that of the old card is printed again.",
                        "不上传新照片的，沿用旧卡照片。"),
    "renew_photo_label": Text("New photo (optional)", "新照片（选填）"),
    "renew_not": Text("In this place a new card is had at the social security centre.",
                      "本地须到社会保障卡服务窗口办理。"),
    "renew_until": Text("This card is valid until {day}.", "这张卡有效期至{day}。"),
    "renew_ended": Text("This card was valid until {day} and is out of use.",
                        "这张卡有效期至{day}，已停用。"),
    "renew_from": Text("It can be renewed from {day}.", "{day}起可以换领。"),
    "renew_works": Text("The old card works until you have the new one, or until its last day.",
                        "领到新卡前，旧卡在有效期内可以继续使用。"),
    "renew_activate": Text("The new card has to be enabled like the first one. Its number may be "
                           "another one.",
                           "新卡须重新启用，卡号可能改变。"),
    "renew_cost": Text("Cost: {cost}", "费用：{cost}"),
    "renew_go": Text("Order the new card", "确认换领"),
}  # fmt: skip
