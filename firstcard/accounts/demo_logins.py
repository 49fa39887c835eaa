"""Who can sign in to a demonstration, and how: known to everybody. Pure."""

from firstcard.people.permissions import Role

FAMILY = "13800000001"
PASSWORD = "only for demonstration"  # noqa: S105
STAFF = (
    ("clerk-zz", Role.CLERK, "张晓（演示）"),
    ("reviewer-zz", Role.REVIEWER, "王敏（演示）"),
    ("card-centre-zz", Role.CARD_CENTRE, "赵军（演示）"),
    ("bank-zz", Role.BANK, "孙丽（演示）"),
    ("hospital-zz", Role.HOSPITAL, "周洁（演示）"),
    ("hotline-zz", Role.HOTLINE, "热线一号（演示）"),
    ("officer-zz", Role.POLICY_OFFICER, "刘洋（演示）"),
    ("auditor-zz", Role.AUDITOR, "陈静（演示）"),
    ("admin", Role.ADMINISTRATOR, "管理员（演示）"),
)
