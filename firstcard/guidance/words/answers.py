"""Words of search, of the answer pages, and of the start page's question box."""

from firstcard.policy.format import Text

ANSWERS = {
    # A query that is not searched for
    "query_empty": Text("Type a question or a few words, for example: lost card",
                        "请输入问题或几个关键词，例如：卡丢了"),
    "query_long": Text("The question is too long. Ask one thing at a time, in at most 200 "
                       "characters.", "问题太长了。请一次只问一件事，不超过200个字。"),
    "query_number": Text("Leave out long numbers, such as identity, telephone or certificate "
                         "numbers. They are not needed here, and nothing was kept.",
                         "请不要输入身份证号、手机号、证件编号等长串数字。这里用不到，刚才输入的内容也没有保存。"),
}  # fmt: skip
