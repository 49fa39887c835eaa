"""Words of search, of the answer pages, and of the start page."""

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
    # The place
    "place_title": Text("Where do you live?", "您住在哪里？"),
    "place_why": Text("Rules differ from place to place. Choose where the child will live and be "
                      "insured.", "各地规定不同。请选择孩子将来居住并参保的地方。"),
    "place_name": Text("Name of the place", "地区名称"),
    "place_save": Text("Use this place", "确定"),
    "place_for": Text("For {place}", "适用地区：{place}"),
    "place_none": Text("National rules. Some places have rules of their own.",
                       "以下为全国通用规定，各地可能另有规定。"),
    "place_change": Text("Change place", "更换地区"),
    "place_say": Text("Say where you live", "选择您的地区"),
    # Asking
    "box_title": Text("Ask a question", "有问题，查一查"),
    "box_label": Text("Your question, or a few words", "输入问题或关键词"),
    "box_hint": Text("For example: lost card. No names and no numbers, please.",
                     "例如：卡丢了怎么办。请不要输入姓名和证件号码。"),
    "box_button": Text("Search", "查找"),
    "topics_title": Text("Questions that families ask", "大家常问的问题"),
    # What was found
    "found_title": Text("Found for: ", "查找结果："),
    "found_answers": Text("Answers", "问题解答"),
    "found_documents": Text("Papers and steps", "材料和办理事项"),
    "found_laws": Text("Laws and rules", "法律法规"),
    "found_see": Text("More about this:", "相关问题："),
    "found_clear": Text("Clear the search", "清除查找内容"),
    "none_title": Text("Nothing was found. You can try:", "没有查到相关内容。您可以："),
    "none_try_1": Text("one or two words only, for example: photo",
                       "只输入一两个关键词，例如：照片"),
    "none_try_2": Text("another word for it, for example: hospital bill instead of invoice",
                       "换一种说法，例如：把“发票”换成“报销”"),
    "none_try_3": Text("the list of all questions below", "在下面的问题列表里找一找"),
    "none_ask": Text("Whom you can ask", "也可以向这些机构咨询"),
    "answers_missing": Text("There is no such question", "没有这个问题"),
    "answers_missing_why": Text("The address may be old, or the question does not exist where you "
                                "live. Search, or choose a question below.",
                                "网址可能已经失效，或者您所在地区没有这个问题。请重新查找，或在下面选择。"),
    # One answer
    "answer_unknown": Text("Not known here", "暂无可靠资料"),
    "page_steps": Text("What to do", "怎么办理"),
    "answer_perhaps": Text("Perhaps also needed, depending on the family ({n})",
                           "视家庭情况可能还需要（{n}项）"),
    "answer_places": Text("Places and official channels", "办理地点和官方渠道"),
    "answer_notes": Text("Good to know", "温馨提示"),
    "answer_claims": Text("What other guides say ({n})", "其他指南的说法（{n}条）"),
    "answer_plan": Text("Your own plan", "办理清单"),
    "answer_plan_what": Text("A few questions, then your steps, papers and dates. You can answer "
                             "'not sure' to each.",
                             "回答几个问题，就能得到您的步骤、材料和日期。每个问题都可以选择“不确定”。"),
    "answer_plan_button": Text("Make our plan", "生成我的办理清单"),
    "page_more": Text("Related questions", "相关问题"),
    "answer_again": Text("Another question?", "还有其他问题？"),
    # Start
    "start_plan": Text("Make our plan", "生成我的办理清单"),
    "start_plan_what": Text("All steps for your family, in order: where to go, by when, with which "
                            "papers, and what it costs.",
                            "按您家的情况，把要办的事按顺序列出来：去哪里、最晚什么时候、带什么、花多少钱。"),
    "menu_answers": Text("Questions and answers", "常见问题"),
}  # fmt: skip
