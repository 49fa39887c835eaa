"""Every text that the service sends to a telephone, in both languages. Pure.

A text says what happened and what to do, in one part of a short message: 70 Chinese characters, or
160 of the GSM alphabet. It names nobody and holds no number but a code or a reference, because it
is shown on locked screens and kept by others. The only address in it is the service's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from firstcard.policy.format import Text

LONGEST_ZH = 70
LONGEST_EN = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text with its {gaps}.

    `urgent`: somebody waits for it now, so it goes at night too, and is worth nothing later.
    """

    text: Text
    urgent: bool = False


class BadGap(ValueError):
    """A gap of a template is missing, is not one of it, or holds what must not be sent."""


_SIGNED = "【宝宝第一卡】"  # carriers in China pass on no message without its sender in front
_CODE = "{code} is your code. It is valid for {minutes} minutes. Give it to nobody, not even to us."
_CODE_ZH = "验证码{code}，{minutes}分钟内有效。{purpose}请勿告诉任何人，工作人员也不会索要。"


def _code(en: str, zh: str) -> Template:
    text = Text(f"Firstcard: {en} {_CODE}", f"{_SIGNED}{_CODE_ZH.replace('{purpose}', zh)}")
    return Template(text=text, urgent=True)


def _news(en: str, zh: str) -> Template:
    return Template(text=Text(f"Firstcard: {en}", f"{_SIGNED}{zh}"))


TEMPLATES: Mapping[str, Template] = {
    "code-sign-in": _code("Signing in:", "用于登录。"),
    "code-sign": _code("Signing your application:", "用于签署申请。"),
    "code-track": _code("Looking up an application:", "用于查询办理进度。"),
    "code-telephone": _code("Changing your telephone number:", "用于更换手机号。"),
    "application-received": _news(
        "application {reference} has arrived. Answer by {date}. See {address}",
        "申请{reference}已收到，{date}前答复。进度：{address}",
    ),
    "application-received-undated": _news(
        "application {reference} has arrived. We will tell you the answer: {address}",
        "申请{reference}已收到，有结果会通知您。进度：{address}",
    ),
    "application-mended-undated": _news(
        "your corrections to {reference} have arrived. We will tell you the answer: {address}",
        "申请{reference}补正已收到，有结果会通知您。进度：{address}",
    ),
    "application-returned": _news(
        "application {reference} needs corrections. See all of them and send them: {address}",
        "申请{reference}需要补正，问题已一次列明。请补交：{address}",
    ),
    "application-mended": _news(
        "your corrections to {reference} have arrived. Answer by {date}. See {address}",
        "申请{reference}补正已收到，{date}前答复。进度：{address}",
    ),
    "application-accepted": _news(
        "application {reference} is complete and will now be decided. See {address}",
        "申请{reference}材料齐全，已进入审核。进度：{address}",
    ),
    "application-forwarded": _news(
        "{reference} was passed on to the office in charge. You need not do anything. {address}",
        "申请{reference}已转送负责的机构，无需重新提交。详情：{address}",
    ),
    "application-approved": _news(
        "application {reference} is approved. See what comes next: {address}",
        "申请{reference}已通过。下一步：{address}",
    ),
    "application-refused": _news(
        "application {reference} was refused. Reasons and what you can do: {address}",
        "申请{reference}未获通过。理由和您可以怎么做：{address}",
    ),
    "application-withdrawn": _news(
        "application {reference} is withdrawn. You can apply again: {address}",
        "申请{reference}已撤回。可重新申请：{address}",
    ),
    "application-late": _news(
        "sorry, {reference} is late. The head of the office has been told. See {address}",
        "抱歉，申请{reference}已超期，已提请负责人督办。进度：{address}",
    ),
    "draft-waiting": _news(
        "your application {reference} is not handed in yet. Go on by {date}: {address}",
        "申请{reference}尚未提交，请在{date}前继续：{address}",
    ),
    "corrections-waiting": _news(
        "application {reference} still waits for your corrections, by {date}: {address}",
        "申请{reference}仍待补正，请在{date}前补交：{address}",
    ),
    "authorisation-asked": _news(
        "you are asked to agree to an application for a child: {link}",
        "有一份孩子的申请请您确认：{link}",
    ),
    "authorisation-answered": _news(
        "the other parent has answered on {reference}. See {address}",
        "父母另一方已答复申请{reference}。详情：{address}",
    ),
    "bill-waiting": _news(
        "the insurance from {reference} is registered but not paid. Pay by {date}: {address}",
        "{reference}已参保登记，请在{date}前缴费。方式：{address}",
    ),
    "insurance-starts": _news(
        "the insurance from application {reference} has started. See {address}",
        "申请{reference}的医保待遇已生效。详情：{address}",
    ),
    "payment-recorded": _news(
        "a payment for {reference} was recorded. See {address}",
        "申请{reference}的缴费已入账。详情：{address}",
    ),
    "card-ordered": _news(
        "the card from {reference} is ordered, to be made by {date}. Where it is: {address}",
        "{reference}社保卡将于{date}前制成。进度：{address}",
    ),
    "card-ordered-undated": _news(
        "the card from {reference} is ordered. See where it is: {address}",
        "{reference}社保卡已安排制作。进度：{address}",
    ),
    "card-failed": _news(
        "making the card from {reference} failed. It will be made again. See {address}",
        "{reference}社保卡制作未成功，将重新制作。进度：{address}",
    ),
    "card-late": _news(
        "sorry, the card from {reference} is late. The centre's head has been told: {address}",
        "抱歉，{reference}社保卡制作超期，已报负责人。进度：{address}",
    ),
    "card-stopped": _news(
        "the card from {reference} was stopped and is not handed out. See why: {address}",
        "{reference}社保卡已停止制发。原因：{address}",
    ),
    "card-ready": _news(
        "the card from {reference} is ready at the office. What to bring: {address}",
        "{reference}社保卡已到网点，请领取。所需证件：{address}",
    ),
    "card-waits": _news(
        "the card from {reference} still waits at the office. What to bring: {address}",
        "{reference}社保卡仍待领取。所需证件：{address}",
    ),
    "card-waits-until": _news(
        "the card from {reference} still waits. It is put away after {date}. See {address}",
        "{reference}社保卡待领取，{date}后封存。详情：{address}",
    ),
    "card-sealed": _news(
        "the card from {reference} was put away. Ask for it at the office: {address}",
        "{reference}社保卡逾期未领，已封存，仍可取回：{address}",
    ),
    "card-posted": _news(
        "the card from {reference} is in the post. Follow the parcel: {address}",
        "{reference}社保卡已寄出。邮件进度：{address}",
    ),
    "card-returned": _news(
        "the card from {reference} came back in the post. Say where it should go: {address}",
        "{reference}社保卡邮件退回，请选重寄或自取：{address}",
    ),
    "card-forwarded": _news(
        "the card from {reference} goes to another office. We tell you when it is there: {address}",
        "{reference}社保卡已转往其他网点，到后通知您。{address}",
    ),
    "card-collected": _news(
        "the card from {reference} was handed out. If that was not you, tell us: {address}",
        "{reference}社保卡已领取。如非本人领取，请联系：{address}",
    ),
    "card-works": _news(
        "the social security function of the card from {reference} works now. See {address}",
        "{reference}社保卡的社会保障功能已启用。{address}",
    ),
    "card-bank-works": _news(
        "the bank function of the card from {reference} works now. See {address}",
        "{reference}社保卡的金融功能已启用。{address}",
    ),
    "card-password": _news(
        "a password of the card from {reference} was set or changed. Not you? Tell us: {address}",
        "{reference}社保卡密码已设置或修改。非本人操作请联系：{address}",
    ),
    "card-locked": _news(
        "a password of the card from {reference} is locked. How to reset it: {address}",
        "{reference}社保卡密码已锁定。如何重置：{address}",
    ),
    "card-expires": _news(
        "the card from {reference} is valid until {date}. Renew it now: {address}",
        "{reference}社保卡{date}到期，请换领：{address}",
    ),
    "card-expired": _news(
        "the card from {reference} has expired. Apply for a new one: {address}",
        "{reference}社保卡已到期停用，请换领：{address}",
    ),
    "bill-settled-again": _news(
        "what you pay for a hospital bill has changed, as another bill changed. See {address}",
        "因其他费用变动，一笔医疗费用已重新结算，个人负担有变化。{address}",
    ),
    "bill-reversed": _news(
        "a settled hospital bill was taken back. See why, and what that changes: {address}",
        "一笔已结算的医疗费用已撤销。原因和影响：{address}",
    ),
    "bill-papers-missing": _news(
        "papers are missing for a bill that you handed in. What to bring: {address}",
        "您提交的手工报销还缺材料，请补交。所缺材料：{address}",
    ),
    "bill-paid-back": _news(
        "a bill that you handed in is accepted and will be paid back. See {address}",
        "您提交的手工报销已审核通过，将予支付。{address}",
    ),
    "bill-refused": _news(
        "a bill that you handed in is not paid. The reasons and what you can do: {address}",
        "您提交的手工报销不予支付。原因和救济途径：{address}",
    ),
    "bill-late": _news(
        "sorry, a bill that you handed in is late. The head of the office has been told. {address}",
        "抱歉，您提交的手工报销已超期，已提请负责人督办。进度：{address}",
    ),
    "request-answered": _news(
        "your request about your data was answered. See {address}",
        "您的个人信息更正申请已有答复。详情：{address}",
    ),
    "account-changed": _news(
        "how you sign in was changed. Other sign-ins and keys have ended. "
        "If that was not you, tell us at once: {address}",
        "您的登录方式已变更，其他登录和密钥已失效。如非本人操作，请立即联系：{address}",
    ),
}  # fmt: skip
SITE = Text("our site", "本服务网站")  # where no public address is set
_CODE_SHAPE = re.compile(r"\d{4,8}")
_REFERENCE_SHAPE = re.compile(r"(?:FC|CD)-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MOST_MINUTES = 60


def render(*, template: str, params: Mapping[str, Any], lang: str, address: str) -> str:
    """The whole text in one language ("en" or "zh").

    `params`: reference, code (digits), minutes (int), date (a date), link (below `address`), as
    the template asks. `address`: of the service, "" where it has none. Raises BadGap, and KeyError
    for a template that is not here.
    """
    text = TEMPLATES[template].text
    site = address or (SITE.en if lang == "en" else SITE.zh)
    gaps = {name: _filled(name, value, lang, address) for name, value in params.items()}
    wanted = gaps_of(text.zh)
    if set(gaps) != wanted - {"address"}:
        raise BadGap(f"{template} has the gaps {sorted(wanted)}, not {sorted(gaps)}")
    return (text.en if lang == "en" else text.zh).format(**gaps, address=site)


def gaps_of(text: str) -> set[str]:
    """The names of the gaps of a text."""
    return set(re.findall(r"\{(\w+)\}", text))


def _filled(name: str, value: Any, lang: str, address: str) -> str:
    if name == "date" and isinstance(value, date):
        return said_date(value, lang)
    if name == "minutes" and isinstance(value, int) and 0 < value <= _MOST_MINUTES:
        return str(value)
    if name == "link" and address and str(value).startswith(f"{address}/"):
        return str(value)
    shape = {"code": _CODE_SHAPE, "reference": _REFERENCE_SHAPE}.get(name)
    if shape is not None and shape.fullmatch(str(value)):
        return str(value)
    raise BadGap(f"{name} cannot be sent like this")


def said_date(day: date, lang: str) -> str:
    """Day and month, short enough for a message."""
    return f"{day.day} {_MONTHS[day.month - 1]}" if lang == "en" else f"{day.month}月{day.day}日"
