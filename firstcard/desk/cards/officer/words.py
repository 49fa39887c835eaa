"""Words of the officer's page of cards, in both languages."""

from firstcard.policy.format import Text

OFFICER = {
    "menu_card_figures": Text("Cards: figures", "制卡情况"),
    "cf_title": Text("How long cards take", "制卡用时"),
    "cf_lead": Text(
        "From all cards of {region}. A number that stands for fewer than {k} cards is left out, "
        "and so is another one if the first could be worked out from the total.",
        "根据{region}全部社保卡统计。不足{k}张的数字不显示；能由合计推算出来的，再隐去一项。"),
    "cf_region": Text("Region", "地区"),
    "cf_period": Text("Within", "统计时间"),
    "cf_promise": Text("Promises of the making", "制卡承诺"),
    "cf_kept": Text("Made by the promised day, of every 100", "按期制成（每100张）"),
    "cf_missed": Text("Made after it", "超期制成"),
    "cf_overdue": Text("Not made yet, and past it", "超期未制成"),
    "cf_in_making": Text("With the centre now", "正在制卡中心"),
    "cf_centres": Text("From the order to the finished card", "从安排制卡到制成"),
    "cf_offices": Text("From the order until it is at the office", "从安排制卡到网点可领"),
    "cf_desc": Text(
        "The line shows the share of cards that had come so far within so many days. The list "
        "below says the same.",
        "曲线表示多少天内完成的社保卡所占比例，下面的列表内容相同。"),
    "cf_n": Text("{stage}: {n} cards", "{stage}：{n}张"),
    "cf_none": Text("No card in this time.", "此期间没有社保卡。"),
    "cf_most": Text("The {n} places with the most cards are drawn; the tables have all of them.",
                    "图中为张数最多的{n}处，表格中列出全部。"),
    "cf_table": Text("Days by place", "各处用时"),
    "cf_table_of": Text("Table", "表格"),
    "cf_place": Text("Place", "地点"),
    "cf_cards": Text("Cards", "张数"),
    "cf_half": Text("Half took at most (days)", "半数不超过（天）"),
    "cf_nine": Text("9 of 10 took at most (days)", "九成不超过（天）"),
    "cf_now": Text("Where the cards are now", "社保卡目前所在"),
    "cf_state": Text("State", "状态"),
    "cf_happened": Text("What happened in this time", "此期间办理情况"),
    "cf_action": Text("What", "事项"),
    "cf_stock": Text("Blank cards", "空白卡"),
    "cf_stock_table": Text("Blank cards by place", "各处空白卡"),
    "cf_received": Text("Received", "到货"),
    "cf_used": Text("Used", "已用"),
    "cf_spoiled": Text("Spoiled", "废卡"),
    "cf_destroyed": Text("Destroyed", "已销毁"),
    "cf_left": Text("Left", "现存"),
    "cf_to_destroy": Text("To destroy", "待销毁"),
    "cf_short": Text("more used than came: count them", "用量超过登记的到货量，请清点"),
    "cf_file_centres": Text("days at centres", "制卡中心用时"),
    "cf_file_offices": Text("days until the office", "到网点用时"),
    "cf_file_cards": Text("places, events, promises", "位置、事项和承诺"),
    "cf_file_stock": Text("blank cards", "空白卡"),
}  # fmt: skip
