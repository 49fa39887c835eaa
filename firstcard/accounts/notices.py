"""What families are told before a datum is taken, and what they are asked to agree to.

A notice says what is done under a statutory duty: it is shown, and no consent is asked for
(Personal Information Protection Law 13, 17 and 35). A consent is the guardian's own, separate for
each use that no duty covers (28 to 31); saying no, or taking it back, stops no application. Who
changes a text gives it a new version, and it is shown, or asked, again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from firstcard.policy.format import Text

Kind = Literal["notice", "consent"]
_LAW = "personal-information-law"


@dataclass(frozen=True, slots=True)
class Notice:
    """One text in its present version. `basis`: instrument and article as in packs."""

    id: str
    version: str
    kind: Kind
    title: Text
    lines: tuple[Text, ...]
    basis: tuple[tuple[str, str], ...]


SIGNING_IN = Notice(
    "signing-in", "2026-11-23", "notice",
    Text("What we do with your telephone number", "我们如何使用您的手机号码"),
    (
        Text("We use it to sign you in and to send you messages about your application. We store "
             "it encrypted and give it to nobody but the company that delivers the messages.",
             "仅用于登录和发送办理进度短信，加密保存；除短信发送单位外，不提供给任何人。"),
        Text("You do not need an account to make a plan. Under “My account” you can see "
             "everything we hold about your child, and who looked at it.",
             "查询办理清单不需要登录。在“我的账户”中，您可以查看我们保存的孩子的全部信息，以及谁查看过。"),
    ),
    ((_LAW, "17"),),
)  # fmt: skip
APPLYING = Notice(
    "applying", "2026-11-23", "notice",
    Text("What we do with your child's data", "我们如何使用孩子的信息"),
    (
        Text("The law makes it our duty to check who can be insured and who gets a card. For that "
             "we ask for your child's and your own names, identity numbers, family relationship "
             "and papers, and for a photo if a card is to be made. We ask for nothing else.",
             "核定参保和发放社会保障卡是法定职责。为此需要孩子和您的姓名、证件号码、亲属关系和材料；"
             "申领卡的还需要照片。除此之外不收集其他信息。"),
        Text("Only the offices that examine and decide your application can see them. Every look "
             "is recorded, and you can see who looked.",
             "只有受理和审核申请的经办机构可以查看。每次查看都有记录，您可以查到是谁查看的。"),
        Text("At any time you can take a copy of everything, ask for a correction, and see the "
             "answer.",
             "您可以随时下载全部信息、申请更正，并查看答复。"),
        Text("All data of a child under 14 are sensitive by law. We store them encrypted.",
             "不满14周岁孩子的信息，依法属于敏感个人信息，我们加密保存。"),
    ),
    ((_LAW, "17"), (_LAW, "28"), (_LAW, "30"), (_LAW, "35")),
)  # fmt: skip
KEEP_PAPERS = Notice(
    "keep-papers", "2026-11-23", "consent",
    Text("Use the papers again", "以后办事沿用这些材料"),
    (
        Text("May we use the papers and the photo of this application again when you apply for "
             "something else for this child, so that you do not have to hand them in again? If "
             "you say no, this application goes on in the same way.",
             "以后为这个孩子办理其他事项时，是否同意沿用本次提交的材料和照片，不再要求您重复提交？"
             "不同意不影响本次办理。"),
    ),
    ((_LAW, "29"), (_LAW, "31")),
)  # fmt: skip
BANK = Notice(
    "bank", "2026-11-23", "consent",
    Text("Pass data to the bank of the card", "向社保卡合作银行提供信息"),
    (
        Text("A social security card also has a bank function. May we pass your child's name, "
             "identity number and photo, and your name and telephone number, to the bank that you "
             "choose, so that it can prepare that function? If you say no, the application goes "
             "on, and the card office will tell you what is possible without it.",
             "社会保障卡还有金融功能。是否同意向您选择的银行提供孩子的姓名、证件号码、照片以及您的姓名、"
             "手机号码，用于准备该功能？不同意不影响申请受理，发卡机构会告知可行的办法。"),
    ),
    ((_LAW, "29"), (_LAW, "30"), (_LAW, "31")),
)  # fmt: skip
NOTICES = {each.id: each for each in (SIGNING_IN, APPLYING, KEEP_PAPERS, BANK)}


def before_handing_in(*, card: bool) -> tuple[Notice, ...]:
    """What must have been shown, and what must have been asked, before a case is handed in."""
    return (APPLYING, KEEP_PAPERS, *((BANK,) if card else ()))
