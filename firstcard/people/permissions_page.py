"""docs/permissions.md, made from the table: `python -m firstcard.people.permissions_page`. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from firstcard.people.permissions import PERMISSIONS, Permission, Role
from firstcard.policy.format import Text

ROLES: dict[Role, Text] = {
    Role.PARENT: Text("parent", "家长"),
    Role.CLERK: Text("clerk", "受理人员"),
    Role.REVIEWER: Text("reviewer", "审核人员"),
    Role.CARD_CENTRE: Text("card centre", "制卡中心"),
    Role.BANK: Text("bank branch", "合作银行网点"),
    Role.HOSPITAL: Text("hospital", "医院"),
    Role.HOTLINE: Text("hotline", "热线"),
    Role.POLICY_OFFICER: Text("policy officer", "政策管理人员"),
    Role.AUDITOR: Text("auditor", "审计员"),
    Role.ADMINISTRATOR: Text("administrator", "管理员"),
}
MEANINGS: dict[Permission, Text] = {
    Permission.APPLY: Text("apply for one's own child", "为自己的孩子申请"),
    Permission.SEE_WORKLIST: Text("see the worklist: references, dates, no names",
                                  "查看待办列表（编号和日期，不含姓名）"),
    Permission.SEE_CASE: Text("open a whole case and its papers", "查看完整申请及材料"),
    Permission.SEE_CASE_BY_REFERENCE: Text("by its reference, see where a case stands",
                                           "凭编号查看办理进度"),
    Permission.TAKE_CASE: Text("take a case, so that nobody else works on it",
                               "领取申请（处理期间他人不能同时处理）"),
    Permission.EXAMINE: Text("examine: send back, or accept", "初审：退回补正或受理"),
    Permission.APPLY_AT_COUNTER: Text("fill in a case for a family at the counter",
                                      "在窗口为家庭填写申请"),
    Permission.FORWARD: Text("pass a case on to the office in charge", "转送有权办理的经办机构"),
    Permission.DECIDE: Text("decide: approve or refuse", "审核：通过或不予通过"),
    Permission.PROPOSE_EXCEPTION: Text("propose an exception or a correction of an identity",
                                       "提请例外处理或身份信息更正"),
    Permission.CONFIRM_EXCEPTION: Text("decide on what somebody else proposed",
                                       "复核他人提请的事项"),
    Permission.RECORD_PAYMENT: Text("record a payment that the tax side reported",
                                    "登记税务部门的缴费信息"),
    Permission.END_ENROLMENT: Text("end an enrolment", "终止参保"),
    Permission.SEE_DASHBOARD: Text("see counts and times, of nobody in particular",
                                   "查看统计数据（不涉及个人）"),
    Permission.SEE_AUDIT: Text("read the audit trail", "查看审计记录"),
    Permission.GRANT_ROLES: Text("manage staff accounts; grant and end roles, not one's own",
                                 "管理工作账号，授予和终止他人的角色"),
    Permission.ANSWER_CORRECTIONS: Text("answer a family's request for a correction",
                                        "答复家庭的更正申请"),
    Permission.MAKE_CARDS: Text("order, make, count and send cards", "安排制卡、制卡、清点和配送"),
    Permission.ISSUE_AT_ONCE: Text("print a card while the family waits", "当场制卡"),
    Permission.HAND_OUT: Text("receive cards, hand them out, pass them on",
                              "接收、发放和转送社保卡"),
    Permission.SEE_CARD: Text("see where a card is", "查看社保卡的位置和状态"),
    Permission.ENABLE_CARD: Text("enable the social security function", "启用社会保障功能"),
    Permission.ENABLE_BANK_SIDE: Text("record that the bank function works",
                                      "登记金融功能已启用"),
    Permission.SETTLE_BILL: Text("settle a bill at one's own institution", "在本机构结算医疗费用"),
    Permission.REVERSE_BILL: Text("reverse a settled bill", "撤销已结算的费用"),
    Permission.SEE_BILL: Text("see a bill and what was paid", "查看费用及结算结果"),
    Permission.MANAGE_AGREEMENTS: Text(
        "record agreements with institutions, suspend and end them, fetch their list",
        "登记、中止和解除定点医药机构协议，下载协议名单"),
}  # fmt: skip
_HEAD = """# Who may do what

Made from `firstcard/people/permissions.py` with `python -m firstcard.people.permissions_page`; a
test compares.

- A role is held **within a region** (GB/T 2260): it counts there and in whatever lies within, and
  nowhere else. At a card's office it counts where the role is held: at the office it names, or at
  every one of its region where it names none. A **bank's** counts at branches of banks only: at
  the branch it names, or at every branch of its region.
- Every operation that changes or shows something asks `people.permissions.require`; no page or
  API route does it instead.
- A family's own case is not in the table: the operation looks whether it is its own. What a family
  fills in at home nobody else sees until it is handed in.
- Administrators and auditors hold no other role. Nobody grants a role to himself or ends his own.
- No role has both `examine` and `decide`. Somebody may be granted two roles; still nobody decides
  on what he proposed himself, nor deals with his own child's case.
- The service itself (clocks, messages) acts as `service`, with every permission, and is written
  into the audit trail as such.
"""


def text() -> str:
    """The page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    yield f"| Permission | Meaning | 含义 |{''.join(f' {ROLES[role].en} |' for role in Role)}"
    yield f"|---|---|---|{':-:|' * len(Role)}"
    for permission in Permission:
        meaning = MEANINGS[permission]
        marks = "".join(" ● |" if permission in PERMISSIONS[role] else "  |" for role in Role)
        yield f"| `{permission}` | {meaning.en} | {meaning.zh} |{marks}"
    yield ""
    yield "| Role | 角色 | Permissions |"
    yield "|---|---|---|"
    for role in Role:
        held = ", ".join(f"`{each}`" for each in Permission if each in PERMISSIONS[role])
        yield f"| {ROLES[role].en} (`{role}`) | {ROLES[role].zh} | {held} |"
    yield ""


if __name__ == "__main__":
    Path("docs/permissions.md").write_text(text(), encoding="utf-8")
