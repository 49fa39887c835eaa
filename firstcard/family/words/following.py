"""Words of the family's case page, of tracking, of corrections."""

from firstcard.policy.format import Text

FOLLOWING = {
    "cases_title": Text("My applications", "我的申请"),
    "cases_none": Text("You have no application yet.", "您还没有申请。"),
    "cases_new": Text("Begin an application", "开始新的申请"),
}  # fmt: skip
