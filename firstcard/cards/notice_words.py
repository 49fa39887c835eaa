"""The words of the notice that a card is ready, in both languages."""

from firstcard.policy.format import Text

TITLE = Text("Your social security card is ready", "领卡通知")
LEAD = Text("Bring this notice, on paper or on your telephone. The office reads the code.",
            "领卡时请出示本通知，纸质或者手机显示均可，网点扫描二维码即可查到。")  # fmt: skip
ROWS: dict[str, Text] = {
    "owner": Text("Card of", "持卡人"),
    "reference": Text("Reference", "申请编号"),
    "order": Text("Card order", "制卡单号"),
    "office": Text("Where to collect it", "领卡网点"),
    "since": Text("Ready since", "可领取日期"),
    "kept": Text("Kept ready until", "保留至"),
}
NO_DAY = Text("No last day is published here. Come soon.", "当地未公布保留期限，请尽早领取。")
PUT_AWAY = Text("It was put away because nobody came. Tell the desk: it is taken out again.",
                "因逾期未领已封存。请告知窗口，解除封存后领取。")  # fmt: skip
WHO_GUARDIAN = Text("A guardian collects it and brings", "由监护人领取，请携带")
WHO_OWN = Text("The owner collects it and brings", "由本人领取，请携带")
WHO_AGENT = Text("Somebody else with your written authority also brings",
                 "委托他人领取的，还须携带")  # fmt: skip
AT_DESK = Text("At the desk, check the name, number and photo on the card before you sign. If "
               "something is wrong, a new card is made, and it keeps its place in line.",
               "在窗口请先核对卡面的姓名、号码和照片，再签收。信息有误的，收回重制，"
               "并保留原来的排队顺序。")  # fmt: skip
CODE = Text("QR code of the card order", "制卡单号二维码")
NONE = Text("There is no notice: the card is not waiting at an office.",
            "没有领卡通知：该卡目前不在网点待领。")  # fmt: skip
