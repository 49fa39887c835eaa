"""Words of the office's pages: cards that arrive, wait, move on, are handed out; both languages."""

from firstcard.policy.format import Text

HANDING = {
    "menu_cards": Text("Cards", "领卡管理"),
    # The office's first page
    "office_title": Text("Cards at the office", "领卡管理"),
    "office_lead": Text(
        "Find the card of the family in front of you, or take in cards that have come.",
        "查找面前家庭的卡，或者登记新到的卡。"),
    "office_which": Text("Office", "网点"),
    "office_choose": Text("Show this office", "切换"),
    "office_find": Text("Hand out a card", "查卡发卡"),
    "office_code": Text("QR code of the notice, order or reference",
                        "领卡通知二维码、制卡单号或者申请编号"),
    "office_code_hint": Text(
        "Scan the code of the collection notice, or type CD-7K3M-9QX2-H or FC-7K3M-9QX2-H.",
        "可扫描领卡通知上的二维码，也可输入CD-7K3M-9QX2-H或FC-7K3M-9QX2-H。"),
    "office_code_missing": Text("Scan or type a code, an order or a reference.",
                                "请扫描或者输入编号。"),
    "office_code_button": Text("Find the card", "查找"),
    "office_none": Text(
        "There is no such card in your region. Check the code, or look by the child's identity "
        "document.", "您的管辖地区没有这张卡。请核对编号，或者按孩子的证件查找。"),
    "office_by_identity": Text("The family has no notice: look by identity document",
                               "没有领卡通知：按证件查找"),
    "office_kind": Text("Kind of document", "证件类型"),
    "office_number": Text("Number of the child's document", "孩子的证件号码"),
    "office_number_missing": Text("Type the number of the document.", "请填写证件号码。"),
    "office_number_none": Text(
        "No card is known for this number in your region. Check the number and the kind of "
        "document.", "您的管辖地区没有与该号码对应的卡。请核对号码和证件类型。"),
    "office_number_button": Text("Look for it", "查找"),
    "office_number_seen": Text("The look is recorded, and the family can see it.",
                               "查询会留下记录，家庭可以看到。"),
    "office_lists": Text("Cards of this office", "本网点的卡"),
    "office_arrivals": Text("Take in cards that have come", "到卡登记"),
    # Lists
    "shelf_coming": Text("On the way here", "在途"),
    "shelf_waiting": Text("Waiting to be collected", "待领取"),
    "shelf_unclaimed": Text("Nobody came after all reminders", "多次提醒仍未领"),
    "shelf_returned": Text("Came back in the post", "邮件退回"),
    "shelf_sealed": Text("Put away", "已封存"),
    "shelf_lead_coming": Text(
        "Sent to this office and not yet taken in, the longest on the way first. Look for those "
        "that are marked: ask the card centre and the carrier.",
        "已发往本网点、尚未登记到达的卡，在途时间长的在前。有标记的卡请向制卡中心和承运方查找。"),
    "shelf_lead_waiting": Text(
        "Ready for their families, the longest waiting first. Families are reminded by the "
        "service.", "可以领取的卡，等候时间长的在前。系统会自动提醒家庭。"),
    "shelf_lead_unclaimed": Text(
        "The service sends no more reminders, and no rule says when such a card is put away. "
        "Telephone the family, or put the card away by your office's own rule.",
        "系统不再提醒，也没有规定写明何时封存。请电话联系家庭，或者按本单位的规定封存。"),
    "shelf_lead_returned": Text(
        "Open the card to post it again, or to keep it here for the family.",
        "打开该卡，可再次邮寄，或者留在本网点待领。"),
    "shelf_lead_sealed": Text(
        "Put away after nobody came. When the family comes, open the card and take it out again.",
        "逾期未领已封存的卡。家庭来领时，打开该卡解除封存。"),
    "shelf_none": Text("There is no card on this list.", "没有卡。"),
    "shelf_table": Text("Cards", "卡片列表"),
    "shelf_col_order": Text("Order", "制卡单号"),
    "shelf_col_ends": Text("Card number ends", "卡号后四位"),
    "shelf_col_since": Text("Since", "自"),
    "shelf_col_next": Text("What comes next", "下一步"),
    "shelf_col_taken": Text("Being handed out by", "正在办理"),
    "shelf_to_look_for": Text("to be looked for", "须查找"),
    "shelf_reminded": Text("reminded {n} times", "已提醒{n}次"),
    "shelf_reminded_once": Text("reminded once", "已提醒1次"),
    "shelf_next": Text("reminder on {day}", "{day}提醒"),
    "shelf_kept": Text("kept until {day}", "保留至{day}"),
    "shelf_nothing": Text("nothing by itself", "系统不再自动处理"),
    "shelf_more": Text("Next {n}", "后{n}张"),
    "shelf_first": Text("From the beginning", "回到开头"),
    "shelf_back": Text("All lists of the office", "返回领卡管理"),
    # Arrivals
    "arrive_title": Text("Take in cards that have come", "到卡登记"),
    "arrive_lead": Text(
        "Scan one card after the other. Each is taken in at once, and its family is told that it "
        "can be collected.", "逐张扫描。每扫一张即登记到达，并通知家庭领卡。"),
    "arrive_at": Text("Cards are taken in at", "登记网点"),
    "arrive_scan": Text("Order of the card", "制卡单号"),
    "arrive_scan_hint": Text("Scan the label of the card, or type CD-7K3M-9QX2-H.",
                             "扫描卡片标签，或者输入CD-7K3M-9QX2-H。"),
    "arrive_button": Text("Take it in", "登记到达"),
    "arrive_many": Text("Several at once", "一次登记多张"),
    "arrive_many_label": Text("Orders, each on a line of its own", "制卡单号，每行一个"),
    "arrive_many_button": Text("Take them in", "全部登记"),
    "arrive_missing": Text("Scan or type at least one order.", "请扫描或者输入制卡单号。"),
    "arrive_too_many": Text("At most {most} orders at once.", "一次最多{most}个单号。"),
    "arrive_done": Text("Taken in: {order}", "已登记到达：{order}"),
    "arrive_again": Text("Was here already: {order}", "此前已登记：{order}"),
    "arrive_stopped": Text(
        "Stopped: {order}. A death is recorded for the owner. Set this card aside; it is not "
        "handed out.", "已停止：{order}。持卡人已登记死亡，请将此卡另行存放，不得发放。"),
    "arrive_some": Text("{n} cards taken in.", "已登记{n}张。"),
    "arrive_one": Text("1 card taken in.", "已登记1张。"),
    "arrive_unread": Text(
        "“{said}” is no order of a card. Scan the label again.",
        "“{said}”不是制卡单号，请重新扫描标签。"),
    "arrive_wrong": Text("{order}: {why}", "{order}：{why}"),
    "arrive_left": Text("These could not be taken in. They still stand in the box below.",
                        "以下各张未能登记，仍保留在下方输入框中。"),
    "arrive_pass_on": Text("Pass {order} on to {office}", "将{order}转送{office}"),
    "arrive_passed": Text("Passed on: {order}", "已转送：{order}"),
    "arrive_latest": Text("Taken in here last", "最近登记"),
    "arrive_missing_of": Text("Still missing of list {number}", "清单{number}尚未到齐"),
    "arrive_missing_n": Text("{missing} of {count} cards have not come yet.",
                             "共{count}张，尚有{missing}张未到。"),
    # Moves
    "card_do_arrive": Text("Take it in: it has come", "登记到达"),
    "card_done_arrive": Text("The card is taken in. The family is told that it can be collected.",
                             "已登记到达，并已通知家庭领卡。"),
    "card_done_stopped": Text(
        "A death is recorded for the owner. The card is stopped and is not handed out.",
        "持卡人已登记死亡，该卡已停止，不再发放。"),
    "card_do_seal": Text("Put it away", "封存"),
    "card_done_seal": Text("The card is put away. The family is told how to get it back.",
                           "已封存，并已通知家庭如何领回。"),
    "card_do_unseal": Text("Take it out again", "解除封存"),
    "card_done_unseal": Text("The card waits for its family again. The family is told.",
                             "已解除封存，可以领取，并已通知家庭。"),
    "card_do_keep": Text("Keep it here for the family", "留在本网点待领"),
    "card_done_keep": Text("The card waits here. The family is told that it can be collected.",
                           "该卡留在本网点待领，并已通知家庭。"),
    "card_do_deliver": Text("Record that the parcel was signed for", "登记邮件已签收"),
    "card_done_deliver": Text("It is recorded that the family has the card.",
                              "已登记家庭收到该卡。"),
    "card_do_forward": Text("Pass it on to another office", "转送其他网点"),
    "card_done_forward": Text("The card is on its way to the other office.",
                              "该卡已转送，正在途中。"),
    "forward_card_lead": Text(
        "The card gets a list of its own. Put the list to the card. The family is told where it "
        "goes.", "将为该卡单独生成一份配送清单，请随卡附上。系统会通知家庭。"),
    "forward_card_to": Text("Which office?", "转送到哪个网点？"),
    "forward_card_missing": Text("Choose an office.", "请选择网点。"),
    "forward_card_none": Text("No other office is known here.", "没有其他网点。"),
    "forward_card_button": Text("Pass it on", "转送"),
    "card_do_come-back": Text("The parcel came back", "登记邮件退回"),
    "card_done_come-back": Text(
        "The card lies here. The family is told and can choose what happens to it.",
        "该卡已收回本网点，并已通知家庭选择后续办法。"),
    "back_lead": Text("Look at what the carrier wrote on the parcel.", "请查看邮件上的退回批注。"),
    "back_why": Text("Why did it come back?", "退回原因"),
    "back_at": Text("Where does it lie now?", "现存放网点"),
    "back_button": Text("Record it", "登记"),
    "card_do_post-again": Text("Post it again", "再次邮寄"),
    "card_done_post-again": Text("The card is in the post again. The family is told.",
                                 "已再次寄出，并已通知家庭。"),
    "post_lead": Text("Ask the family for the right address first.", "请先向家庭核实地址。"),
    "post_address": Text("New address and name of the recipient", "新的收件地址和收件人"),
    "post_address_hint": Text("Leave it empty to use the address as before.",
                              "留空则沿用原地址。"),
    "post_tracking": Text("Tracking number", "邮件号"),
    "post_tracking_hint": Text("For example EA123456789CN", "例如EA123456789CN"),
    "post_button": Text("It is posted", "已交寄"),
    "card_do_notice": Text("Print the collection notice", "打印领卡通知"),
    "card_do_receipt": Text("Print the receipt", "打印领卡回执"),
}  # fmt: skip
