"""What happened to a card, as its history tells it to desks and families, in both languages."""

from firstcard.policy.format import Text

HAPPENED: dict[str, Text] = {
    "order": Text("Card ordered", "已安排制卡"),
    "send": Text("Data sent to the card centre", "数据已送制卡中心"),
    "start": Text("The card centre began to make it", "制卡中心已开始制卡"),
    "make": Text("Card made", "卡已制成"),
    "fail": Text("Making failed", "制卡未成功"),
    "again": Text("Ordered to be made again", "已安排重新制卡"),
    "print": Text("Card printed at once", "已当场制卡"),
    "dispatch": Text("Sent to the office", "已发往领卡网点"),
    "arrive": Text("Arrived at the office", "已到达领卡网点"),
    "post": Text("Given to the post", "已交寄"),
    "deliver": Text("Received by post", "邮件已签收"),
    "come-back": Text("Came back in the post", "邮件已退回"),
    "post-again": Text("Posted again", "已再次寄出"),
    "keep": Text("Kept at the office for collection", "留在网点待领"),
    "forward": Text("Passed on to another office", "已转送其他网点"),
    "seal": Text("Put away, not collected in time", "逾期未领，已封存"),
    "unseal": Text("Taken out again for collection", "已解除封存，可以领取"),
    "collect": Text("Collected", "已领取"),
    "reject": Text(
        "Taken back for something wrong; a new card is ordered", "卡有误，已收回，重新制卡"
    ),
    "stop": Text("Stopped, not handed out", "已停止制发"),
    "enable": Text("Enabled", "已启用"),
    "end": Text("Ended", "已终止"),
    "remind": Text("The family was reminded to collect it", "已提醒领卡"),
    "warn": Text("The promised day is near", "承诺日临近"),
    "escalate": Text("Brought to the head of the office", "已上报负责人"),
    "miss": Text("The promised day has passed", "已超过承诺日"),
    "look": Text("Too long on the way: the office is to look for it", "在途时间过长，网点须查找"),
    "replaced": Text("Out of use: a new card took its place", "已换新卡，本卡停用"),
    "ended": Text("Out of use", "已停用"),
    "choose": Text("The way of delivery was chosen", "已选择领取方式"),
    "join": Text("Two records of the owner became one", "持卡人的两条记录已合并"),
    "password-set": Text("Password set", "已设置密码"),
    "password-changed": Text("Password changed", "已修改密码"),
    "password-reset": Text("Password reset", "已重置密码"),
    "password-locked": Text("Locked after wrong passwords", "密码输错次数过多，已锁定"),
    "account": Text("Bank account recorded", "已登记银行账户"),
}
REASONS: dict[str, Text] = {
    "first": Text("first card", "首次申领"),
    "renewal": Text("renewal", "到期换领"),
    "data-change": Text("changed data", "信息变更换领"),
    "student": Text("student's card", "学生卡"),
    "replacement": Text("replacement", "补卡"),
}
