"""Words of the administrator's pages, and the names of roles."""

from firstcard.guidance.words import capital
from firstcard.people.permissions_page import ROLES as NAMES
from firstcard.policy.format import Text


def _capital(text: Text) -> Text:
    return Text(capital(text.en), text.zh)


ROLES = {
    "roles_title": Text("Staff and their roles", "工作人员与角色"),
    "roles_lead": Text("You see the staff of your region. Every change is recorded. Nobody can "
                       "change their own roles.",
                       "此处列出您管辖地区的工作人员。每次变更都有记录，任何人不得变更自己的角色。"),
    "roles_name": Text("Account", "账号"),
    "roles_shown": Text("Name shown to families", "对家庭显示的姓名"),
    "roles_held": Text("Roles", "角色"),
    "roles_none": Text("No role", "无角色"),
    "roles_closed": Text("Closed", "已停用"),
    "roles_new": Text("Add a member of staff", "新增工作人员"),
    "roles_one": Text("Roles of {login}", "{login}的角色"),
    "roles_since": Text("since {day}", "自{day}起"),
    "roles_end": Text("End this role", "终止该角色"),
    "roles_grant": Text("Grant a role", "授予角色"),
    "roles_role": Text("Role", "角色"),
    "roles_region": Text("Region (six digits, GB/T 2260)", "地区（6位行政区划代码）"),
    "roles_region_hint": Text("Your own region, or one within it.",
                              "应为您管辖的地区或其下级地区。"),
    "roles_office": Text("Office (optional)", "机构（选填）"),
    "roles_no_office": Text("No office", "不指定"),
    "roles_go": Text("Grant", "授予"),
    "roles_deactivate": Text("Close this account", "停用账号"),
    "roles_deactivate_why": Text("All roles, sign-ins and keys of this account end at once.",
                                 "该账号的角色、登录和密钥将立即失效。"),
    "roles_link": Text("Give this link to {login}. It works once, for three days.",
                       "请将此链接交给{login}。链接3天内有效，仅可使用一次。"),
    "roles_link_again": Text("Make a new set-up link", "重新生成启用链接"),
    "roles_link_why": Text("For a lost telephone or a forgotten password. The old password and "
                           "app stop working when the link is used.",
                           "用于手机遗失或忘记密码。使用链接后，原密码和动态码随即失效。"),
    "roles_wrong_region": Text("Enter the six digits of a region, for example 410100.",
                               "请填写6位行政区划代码，例如410100。"),
    "roles_wrong_office": Text("Choose an office from the list.", "请从列表中选择机构。"),
    "tie_operators": Text("Only operators say who the holder of a staff account is.",
                          "仅系统运维人员可登记工作账号对应的本人。"),
    "tie_other_person": Text("This account is tied to another person already.",
                             "该账号已对应另一人。"),
    "tie_other_account": Text("This person is tied to another staff account already.",
                              "该人员已对应另一个工作账号。"),
    "new_title": Text("Add a member of staff", "新增工作人员"),
    "new_login": Text("Account name", "账号"),
    "new_login_hint": Text("3 to 40 lower-case letters, digits and hyphens, for example zhang-min.",
                           "3至40个小写字母、数字或连字符。"),
    "new_shown": Text("Name shown to families", "对家庭显示的姓名"),
    "new_go": Text("Add", "新增"),
    "new_taken": Text("This account name is taken. Choose another one.",
                      "该账号已存在，请换一个。"),
    "new_wrong_shown": Text("Enter the name that families see, at most 60 characters.",
                            "请填写对家庭显示的姓名，最多60个字符。"),
    **{f"role_{role}": _capital(text) for role, text in NAMES.items()},
}  # fmt: skip
