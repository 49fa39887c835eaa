"""The words of the making of cards: what is refused, what is wrong with files, what differs."""

from firstcard.policy.format import Text

REFUSED: dict[str, Text] = {
    "already-making": Text("A card for this person is being made already.",
                           "此人已有一张社保卡正在制作。"),
    "has-card": Text("This person has a valid card. A lost or damaged card is replaced, not "
                     "applied for anew.", "此人已有有效的社保卡。遗失或损坏的，应办理补卡或换卡。"),
    "died": Text("No card is made: a death is recorded for this person.",
                 "此人已有死亡登记，不再制卡。"),
    "nothing-to-send": Text("No card waits to be sent to this centre.",
                            "没有等待送往该制卡中心的卡。"),
    "begun-already": Text("This batch was begun already.", "该批次已经开始制作。"),
    "not-enough-blanks": Text("There are not that many blank cards: {left} are left. Count them, "
                              "and record first what was delivered.",
                              "空白卡不足：现存{left}张。请清点，并先登记新到的空白卡。"),
    "counted-already": Text("You have written down blank cards since this page was opened. Look "
                            "at what is written down; if this is something else, send it again.",
                            "打开本页后，您已登记过空白卡。请核对登记记录；如确属另一笔，请再次提交。"),
    "count": Text("Give a number of cards from 1 on.", "请填写卡片数量，至少为1。"),
    "card-number": Text("A card number has 9 letters or digits.", "卡号为9位字母或数字。"),
    "card-code": Text("A card's identification code has 32 letters or digits.",
                      "卡识别码为32位字母或数字。"),
    "card-day": Text("The card's last day has gone by. Read it off the card again.",
                     "卡片的有效期已过。请按卡片重新核对。"),
    "number-taken": Text("Another card has this number or code. Read both off the card again.",
                         "已有其他卡使用该卡号或卡识别码。请按卡片重新核对。"),
    "not-here": Text("This card is not one to be printed at your branch.",
                     "该卡不在本网点即时制卡。"),
    "line-settled": Text("This line was settled already.", "该行已处理。"),
    "settled": Text("This difference was settled already.", "该差异已处理。"),
}  # fmt: skip
FILE: dict[str, Text] = {
    "no-file": Text("There is a manifest, but not the file it names.",
                    "有清单，但没有所列的文件。"),
    "no-manifest": Text("There is a file without a manifest.", "有文件，但没有清单。"),
    "manifest-unreadable": Text("The manifest cannot be read.", "清单无法读取。"),
    "other-format": Text("The manifest is of a format that is not known here.",
                         "清单的格式版本不受支持。"),
    "unknown-batch": Text("No such batch was sent to this centre.", "没有向该中心发送过这一批次。"),
    "too-large": Text("The file is larger than any batch can be.",
                      "文件过大，超出一个批次的上限。"),
    "other-bytes": Text("The file is not the one of the manifest (SHA-256). Send it again.",
                        "文件与清单不符（SHA-256）。请重新发送。"),
    "other-count": Text("The file has not as many lines as the manifest says.",
                        "文件行数与清单不符。"),
    "other-sum": Text("The control sum is not the one of the manifest.", "校验和与清单不符。"),
    "other-coding": Text("The file is not in the coding that the manifest says.",
                         "文件编码与清单不符。"),
    "other-columns": Text("The first line does not name the columns that are expected.",
                          "首行列名与规定不符。"),
}  # fmt: skip
LINE: dict[str, Text] = {
    "coding": Text("is not text in the file's coding", "无法按文件编码读取"),
    "too-long": Text("is too long", "过长"),
    "control-sign": Text("holds a control character", "含有控制字符"),
    "quotes": Text("has quotes that do not match", "引号不成对"),
    "too-few-cells": Text("has too few cells", "列数不足"),
    "too-many-cells": Text("has too many cells", "列数过多"),
    "formula": Text("holds a formula", "含有公式"),
    "order": Text("names no order of a card", "制卡单号有误"),
    "result": Text("says neither made nor failed", "结果须为made（制成）或者failed（失败）"),
    "card-number": Text("has no right card number", "卡号有误"),
    "card-code": Text("has no right identification code", "卡识别码有误"),
    "date": Text("has a date that does not exist", "日期有误"),
    "reason": Text("gives no known reason of the failure", "失败原因不明"),
    "spoiled": Text("has no right number of spoiled blanks", "废卡数量有误"),
    "made-and-failed": Text("says both made and failed", "同时写有制成和失败"),
    "unknown-card": Text("names a card that is not known", "没有这张卡"),
    "not-in-batch": Text("names a card of another batch", "该卡不属于这一批次"),
    "twice": Text("repeats another line", "与另一行重复"),
    "contrary": Text("contradicts another line", "与另一行矛盾"),
    "answered-otherwise": Text("says otherwise than an earlier file", "与先前的回盘文件不一致"),
    "number-taken": Text("gives a number or code that another card has", "卡号或识别码已被占用"),
    "stopped": Text("names a card that was stopped: destroy it", "该卡已停止制发，应予销毁"),
    "not-now": Text("names a card that is not being made", "该卡不在制作中"),
    "not-stored": Text("could not be stored; it is found by reconciliation",
                       "未能写入，待对账处理"),
}  # fmt: skip
FINDING: dict[str, Text] = {
    "made-there": Text("made at the centre, not known as made here", "中心已制成，本系统未记录"),
    "made-twice": Text("made at the centre, and ordered again here: destroy one",
                       "中心已制成，本系统又重新安排制卡：应销毁一张"),
    "made-though-stopped": Text("made at the centre after it was stopped: destroy it",
                                "停止制发后仍制成：应予销毁"),
    "made-here-only": Text("made here, not known at the centre", "本系统记为制成，中心没有记录"),
    "failed-there": Text("failed at the centre, not known as failed here",
                         "中心制卡失败，本系统未记录"),
    "other-number": Text("the centre gives another number or code", "中心的卡号或识别码不同"),
}  # fmt: skip


def refused(name: str, **gaps: int) -> Text:
    """The words of a refusal, with its gaps filled."""
    text = REFUSED[name]
    return Text(text.en.format(**gaps), text.zh.format(**gaps)) if gaps else text
