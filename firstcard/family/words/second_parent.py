"""Words of the other parent's agreement."""

from firstcard.policy.format import Text

SECOND_PARENT = {
    "second_title": Text("The other parent's agreement", "父母另一方的同意"),
    "second_why": Text(
        "Either parent can apply alone: nothing waits for this. If you like, the other parent can "
        "agree on their own phone, with a link. They do not need an account.",
        "父母任何一方都可以单独申请，不必等待对方。如果愿意，对方可以在自己的手机上打开链接表示同"
        "意，无需注册。"),
    "second_ask": Text("Make a link for the other parent", "生成给对方的链接"),
    "second_ask_again": Text("Make a new link (the old one stops working)",
                             "生成新链接（旧链接失效）"),
    "second_alone": Text("Continue without it", "不需要，继续"),
    "second_taken_back": Text("Cancel the request", "撤回请求"),
    "second_link": Text("Send this link to the other parent", "把这个链接发给对方"),
    "second_link_hint": Text("Anyone who has the link can answer in their place, so send it to "
                             "nobody else. It is shown on this device only, and works until {day}.",
                             "拿到链接的人都能代为答复，请勿转发他人。链接只在本设备显示，有效期"
                             "至{day}。"),
    "second_qr": Text("QR code with the link, to be scanned with the other parent's phone",
                      "链接的二维码，请对方用手机扫描"),
    "second_waiting": Text("Waiting for the other parent since {day}",
                           "自{day}起等待对方答复"),
    "second_remind": Text("I have reminded them", "我已提醒对方"),
    "second_remind_why": Text("We have no number for the other parent, so we cannot write to "
                              "them. Send them the link again yourself, and we will note the day.",
                              "我们没有对方的联系方式，请您自行再发一次链接，我们会记下日期。"),
    "second_reminded": Text("Reminded on {day}", "已于{day}提醒"),
    "second_granted": Text("The other parent agreed on {day}.", "对方已于{day}同意。"),
    "second_declined": Text(
        "The other parent answered on {day} that they do not agree. You can still apply; the "
        "office sees both answers.",
        "对方于{day}答复不同意。您仍可申请，经办机构会看到双方的意见。"),
    "second_over": Text("The link expired on {day} without an answer.",
                        "链接已于{day}过期，对方没有答复。"),
    # What the other parent sees
    "agree_title": Text("Do you agree to this application?", "您同意这份申请吗？"),
    "agree_lead": Text("{who} is applying for your child and asks for your agreement.",
                       "{who}正在为您的孩子申请，请您确认是否同意。"),
    "agree_child": Text("Child", "孩子"),
    "agree_want": Text("Applied for", "办理事项"),
    "agree_place": Text("Place", "办理地"),
    "agree_who_mother": Text("The child's mother", "孩子的母亲"),
    "agree_who_father": Text("The child's father", "孩子的父亲"),
    "agree_who_agent": Text("Somebody with written authority", "受委托人"),
    "agree_data": Text("Your name and your answer are added to the application. We ask for and "
                       "keep nothing else about you.",
                       "您的姓名和答复将记入这份申请，此外不收集您的任何信息。"),
    "agree_name": Text("Your full name", "您的姓名"),
    "agree_name_missing": Text("Enter your full name", "请填写您的姓名"),
    "agree_answer": Text("Your answer", "您的答复"),
    "agree_yes": Text("I agree", "同意"),
    "agree_no": Text("I do not agree", "不同意"),
    "agree_missing": Text("Choose an answer", "请选择答复"),
    "agree_send": Text("Send my answer", "提交答复"),
    "agree_done_title": Text("Your answer has arrived", "已收到您的答复"),
    "agree_done": Text("There is nothing more to do. You can close this page.",
                       "您无需再做什么，可以关闭本页。"),
    "agree_gone_title": Text("This link does not work any more", "链接已失效"),
    "agree_gone": Text("It has been used, was cancelled, or has expired. Ask whoever sent it to "
                       "you for a new one.",
                       "该链接已使用、已撤回或者已过期，请让发给您的人重新生成。"),
}  # fmt: skip
