"""The words of the counter: what a bill is, what is done with it, and why it is refused."""

from __future__ import annotations

from firstcard.policy.format import Text

STATES: dict[str, Text] = {
    "draft": Text("not handed in yet", "尚未提交"),
    "handed-in": Text("handed in, being checked", "已提交，审核中"),
    "returned": Text("a paper is missing", "待补正材料"),
    "settled": Text("settled", "已结算"),
    "reversed": Text("reversed", "已撤销"),
    "refused": Text("refused", "不予支付"),
    "withdrawn": Text("withdrawn", "已撤回"),
}
ACTIONS: dict[str, Text] = {
    "settle": Text("settle it", "结算"),
    "reverse": Text("reverse it", "撤销结算"),
    "start": Text("begin", "开始填写"),
    "hand-in": Text("hand it in", "提交手工报销"),
    "enter": Text("enter its items", "录入费用明细"),
    "send-back": Text("send it back for papers", "退回补正"),
    "pay-back": Text("pay it back", "审核通过并支付"),
    "refuse": Text("refuse it", "不予支付"),
    "withdraw": Text("withdraw it", "撤回"),
    "settle-again": Text("settled again", "重新结算"),
    "join": Text("moved to the joined record", "随记录合并转移"),
    "warn": Text("the last day is near", "办结期限临近"),
    "escalate": Text("brought to the head of the office", "提请负责人督办"),
    "miss": Text("the last day has passed", "已超过办结期限"),
}
NOT_NOW = Text("You cannot {what}: the bill is {state}.", "该费用目前为“{state}”，不能{what}。")
CREDENTIALS: dict[str, Text] = {
    "card": Text("social security card", "社会保障卡"),
    "medical-e-certificate": Text("medical insurance e-certificate", "医保电子凭证"),
    "electronic-card": Text("electronic card", "电子社保卡"),
    "temporary-card": Text("temporary credential", "临时凭证"),
    "citizen-id": Text("citizen ID number", "公民身份号码"),
    "birth-certificate": Text("birth certificate number", "出生医学证明编号"),
}
REFUSED: dict[str, Text] = {
    # the institution
    "no-institution": Text(
        "There is no institution with this code. A code is H or P and eleven digits.",
        "没有该编码的定点医药机构。编码为H或P加11位数字。"),
    "wrong-code": Text(
        "This is no code of an institution: H for a hospital or P for a pharmacy, six digits of "
        "its division and five of its own.",
        "编码不符：应为H（医疗机构）或P（药店）加6位行政区划代码和5位顺序号。"),
    "unknown-division": Text(
        "There is no division {division}.", "没有行政区划代码{division}。"),
    "unknown-level": Text(
        "There is no such class of institution. One of: {allowed}.",
        "没有该机构等级。可选：{allowed}。"),
    "pharmacy-level": Text(
        "A pharmacy has the class pharmacy, and a hospital has another one.",
        "药店的等级应为pharmacy，医疗机构的等级不能为pharmacy。"),
    "no-agreement": Text(
        "{institution} has no service agreement for {day}, so the fund pays nothing here directly. "
        "Keep the papers: the family can hand the bill in.",
        "{institution}在{day}没有医保服务协议，不能直接结算。请保留单据，可申请手工报销。"),
    "agreement-suspended": Text(
        "The agreement with {institution} is suspended since {since}: {reason}. "
        "Keep the papers: the family can hand the bill in.",
        "{institution}的医保服务协议自{since}起中止：{reason}。请保留单据，可申请手工报销。"),
    "not-your-institution": Text(
        "You work at another institution. Only {institution} settles its own bills.",
        "您不在该机构工作，{institution}的费用只能由其自行结算。"),
    "agreement-there": Text(
        "There is an agreement for some of these days already.", "上述期间内已有服务协议。"),
    "agreement-days": Text(
        "The last day cannot be before the first one.", "截止日期不能早于起始日期。"),
    "no-reason": Text("Say why.", "请填写原因。"),
    "suspended-already": Text(
        "The agreement is suspended already, since {since}.", "协议自{since}起已中止。"),
    "not-suspended": Text("The agreement is not suspended.", "协议没有中止。"),
    "outside-agreement": Text(
        "The agreement does not hold on that day.", "该日不在协议有效期内。"),
    # who the patient is
    "nobody": Text(
        "Nobody is known here by this. Compare it with the document.",
        "没有找到该凭证对应的参保人，请与证件核对。"),
    "unknown-credential": Text(
        "Show one of: {allowed}.", "请出示以下凭证之一：{allowed}。"),
    "card-not-in-use": Text(
        "This card is out of use. Use the new one, the e-certificate or the child's own number.",
        "该卡已停用。请使用新卡、医保电子凭证或孩子本人的证件号码。"),
    "card-not-enabled": Text(
        "The card's social security function is not enabled. It can be enabled here; the child's "
        "own number will do as well.",
        "该卡的社会保障功能尚未启用，可在此启用，也可使用孩子本人的证件号码。"),
    "card-expired": Text(
        "The card's last day was {day}. Use the e-certificate or the child's own number.",
        "该卡有效期至{day}。请使用医保电子凭证或孩子本人的证件号码。"),
    "credential-ended": Text(
        "This {credential} has ended. Use another one of the child's own.",
        "该{credential}已失效，请使用孩子本人的其他凭证。"),
    "credential-suspended": Text(
        "This {credential} cannot be used now: what it rests on does not hold.",
        "该{credential}目前不能使用：其所依据的参保关系或社保卡未生效。"),
    "document-over": Text(
        "This document was valid until {day}.", "该证件有效期至{day}。"),
    "died": Text(
        "The record says that the patient died before that day.",
        "登记显示该参保人在此之前已死亡。"),
    "own-family": Text(
        "This is your own family's bill. A colleague has to do it.",
        "这是您本人或家人的费用，须由同事办理。"),
    # what the insurance says
    "not-enrolled": Text(
        "The patient is not enrolled here. A newborn who is enrolled in time is covered from "
        "birth: keep the papers and hand the bill in afterwards.",
        "该患者未在本地参保。新生儿在规定时间内参保的，待遇自出生之日起享受，"
        "请保留单据，参保后申请手工报销。"),
    "registered-not-paid": Text(
        "Registered, not paid: the premium of {year} has to be paid first. Once it is, "
        "what is covered can be handed in.",
        "已参保登记，但{year}年度尚未缴费。缴费后，待遇期内的费用可申请手工报销。"),
    "not-covered": Text(
        "On {day} the patient was not covered. {why}", "{day}不在待遇享受期内。{why}"),
    # the bill
    "no-bill": Text(
        "There is no such bill, or not for you.", "没有该笔费用，或者您无权查看。"),
    "no-person": Text(
        "There is no such person, or not for you.", "没有该参保人，或者您无权查看。"),
    "changed": Text(
        "The bill has changed since you read it. Read it again.",
        "该费用在您查看之后已有变动，请重新查看。"),
    "pharmacy-inpatient": Text(
        "{institution} is a pharmacy: nobody stays there. The care is outpatient.",
        "{institution}是定点零售药店，没有住院费用，请填outpatient。"),
    "no-number": Text(
        "The institution's own number of the bill is missing: one line of up to 60 characters.",
        "缺少机构的结算单号，应为一行、最多60个字符。"),
    "day-to-come": Text(
        "The day of discharge cannot be after today.", "出院日期不能晚于今天。"),
    "no-birth": Text(
        "The patient's day of birth is not recorded here. Have the record put right first.",
        "系统未登记该参保人的出生日期，请先补正登记信息。"),
    "before-birth": Text(
        "The admission cannot be before the birth on {born}.", "入院日期不能早于出生日期{born}。"),
    "not-registered": Text(
        "No registration of treatment there is recorded for {day}. Say unregistered, or emergency "
        "where it was one. If the family registered, the agency where the patient is insured "
        "records it first.",
        "未查到{day}的异地就医备案。未备案的请填unregistered，急诊抢救请填emergency；"
        "已办理备案的，请先由参保地经办机构登记。"),
    "is-registered": Text(
        "Treatment there is registered since {since}: the referral is registered.",
        "该患者自{since}起已办理异地就医备案，请填registered。"),
    "unknown-place": Text(
        "There is no such division: six digits, of a province, a city or a county.",
        "没有该行政区划，请填写省、市或县的六位代码。"),
    "place-is-local": Text(
        "That place is where the patient is insured, or includes it. Only treatment elsewhere is "
        "registered.",
        "该地区属于参保统筹区或包含参保统筹区，只有到统筹区以外就医才需备案。"),
    "registered-late": Text(
        "A family registers before the treatment, from today on. Ask the agency where the patient "
        "is insured about days that are gone.",
        "备案须在就医前办理，自今天起生效；此前日期请咨询参保地经办机构。"),
    "until-before-since": Text(
        "The last day lies before the first one, or after the one that holds now.",
        "截止日期早于起始日期，或晚于现有截止日期。"),
    "wrong-year": Text("That is no year that can have begun.", "年度有误，不能是尚未开始的年度。"),
    "wrong-opening": Text(
        "This cannot have been used up in a year: below zero, or too large.",
        "该累计数不正确：不能小于零，也不能过大。"),
    "no-source": Text(
        "Say who told it: one line of up to 200 characters.",
        "请注明数据来源，一行，最多200个字符。"),
    "year-has-bills": Text(
        "Bills of {year} are settled here already, such as {bill}. What was used up before can be "
        "brought only until then; reverse them first.",
        "{year}年度已有费用在此结算（如{bill}），不能再导入期初累计；请先撤销结算。"),
    "not-local": Text(
        "{institution} lies outside the pool in which the patient is insured. Say whether the "
        "treatment there was registered, unregistered or an emergency.",
        "{institution}不在参保统筹区内，请注明是否已异地备案（registered、unregistered或emergency）。"),
    "is-local": Text(
        "{institution} lies in the pool in which the patient is insured: the referral is local.",
        "{institution}在参保统筹区内，转诊类型应为local。"),
    "presented-already": Text(
        "This bill was presented already: {bill}, {state} on {day}. Nothing was paid twice.",
        "该单号的费用已提交：{bill}，{day}{state}，未重复支付。"),
    "presented-now": Text(
        "Another bill was presented under this number at this moment. Look at your list of bills.",
        "此刻已有另一笔费用使用该单号提交，请查看费用列表。"),
    "overtaken": Text(
        "Somebody else was first: {who} did this: {what}.", "{who}已先行操作：{what}。"),
    "later-bill": Text(
        "The bill {bill} comes after this one and would have to be settled again, which cannot be "
        "done now: {why} Reverse that one first.",
        "{bill}在此笔之后，须随之重新结算，但目前无法结算：{why}请先撤销该笔。"),
    "wrong-bill": Text(
        "The bill cannot be settled as it is; see the fields.",
        "费用信息有误，无法结算，详见各项说明。"),
    # handed in afterwards
    "no-manual-rule": Text(
        "No rule of this place lets bills be handed in.", "本地尚无手工报销的规定。"),
    "papers-missing": Text(
        "Papers are missing: {papers}. All that is missing is named here, at once.",
        "缺少以下材料：{papers}。所缺材料已一次性列明。"),
    "paper-missing": Text("{paper} is missing.", "缺少{paper}。"),
    "unknown-paper": Text(
        "No rule asks for this. One of: {allowed}.", "没有规定要求此项材料。可选：{allowed}。"),
    "not-asked-before": Text(
        "Only papers that were named when it was sent back can be missing now: {allowed}.",
        "补正应一次告知，现在只能要求此前列明的材料：{allowed}。"),
    "no-level": Text(
        "This institution has no agreement for that day. Say its class: {allowed}.",
        "该机构当日没有服务协议，请注明机构等级：{allowed}。"),
    "no-name": Text(
        "This institution is not known here. Say its name.", "未登记该机构，请填写机构名称。"),
    "own-claim": Text(
        "You took this bill in or entered its items. Somebody else decides on it.",
        "该费用由您受理或录入，须由他人审核。"),
    "not-entered": Text(
        "The items of the bill are not entered yet. Enter them from the papers first.",
        "尚未录入费用明细，请先根据材料录入。"),
    "no-list": Text(
        "You see no list of settled bills. Ask whoever manages accounts at your office.",
        "您没有查看已结算费用列表的权限。请联系本单位的账号管理员。"),
    "no-hospital": Text(
        "Write the name of the hospital or pharmacy as it stands on the receipt.",
        "请填写票据上的医院或药店名称。"),
    "no-care": Text("Choose one.", "请选择一项。"),
    "no-child": Text("Choose whose bill it is.", "请选择是谁的费用。"),
    "days-turned": Text(
        "The last day cannot be before the first one.", "结束日期不能早于开始日期。"),
    "bill-not-yours-now": Text(
        "The agency is checking this bill, so its papers cannot be changed now. If something is "
        "missing, it comes back to you.",
        "经办机构正在审核该费用，现在不能更改材料。如缺少材料，会退回给您补正。"),
    "paper-again": Text(
        "{paper}: send a new picture. The one before could not be used.",
        "{paper}：请重新上传，之前的不能使用。"),
    "no-paper": Text("There is no such paper here.", "没有这份材料。"),
    "too-many-papers": Text(
        "This bill has as many pictures as it can hold. Remove one that is not needed first.",
        "这笔费用的材料数量已达上限，请先删除不需要的。"),
    # personal accounts and mutual aid
    "no-account": Text(
        "Only the employees' scheme has a personal account, and none is known of this person.",
        "只有职工医保才有个人账户，未查到该人的个人账户。"),
    "credit-amount": Text(
        "The amount must be more than 0 and less than 10 million yuan.",
        "金额应大于0且小于1000万元。"),
    "credit-reference": Text(
        "The reference is missing or has the wrong form: one line of up to 60 characters.",
        "凭证号缺失或者格式不符，应为一行、最多60个字符。"),
    "credit-again": Text(
        "This reference was counted already, with another amount or account. Nothing was counted "
        "twice.",
        "该凭证号已入账，但金额或者账户与本次不同，未重复入账。"),
    "aid-place": Text(
        "Another account is drawn on at this place already. Choose another one.",
        "该顺位已有其他账户，请另选。"),
    "no-aid-rule": Text(
        "No rule of this place lets personal accounts be shared yet.",
        "本地尚无个人账户家庭共济的规定。"),
    "aid-limit": Text(
        "The limit must be more than 0, or left out.", "额度应大于0，或者不填。"),
    "no-aid": Text(
        "There is no such authorisation, or not for you.", "没有该共济授权，或者您无权办理。"),
}  # fmt: skip
