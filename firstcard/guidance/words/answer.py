"""Words of an answer as text, and of the command `answer`."""

from collections.abc import Mapping

from firstcard.policy.format import Text

ANSWER: Mapping[str, Text] = {
    "answer_ask": Text("Not sure? Ask the {office}.", "拿不准时，请咨询{office}。"),
    "answer_made": Text("For {region}, as of {on}.", "适用地区：{region}；日期：{on}。"),
    "answer_steps": Text("What to do", "怎么办理"),
    "answer_usual": Text("This is for {family}. Tell us about yours, and you get your own dates "
                         "and papers.",
                         "以下适用于{family}。填写您家的情况，可以得到您家的日期和材料。"),
    "answer_more": Text("Also worth reading", "相关问题"),
    "answer_others": Text("Also found", "其他搜索结果"),
    "answer_none": Text("Nothing was found. Try other words, or ask one of these: {offices}.",
                        "没有找到相关内容。请换个说法再试，或咨询：{offices}。"),
    "answer_none_bare": Text("Nothing was found. Try other words, or ask the office in charge.",
                             "没有找到相关内容。请换个说法再试，或咨询经办机构。"),
    "hit_answer": Text("question", "问题"),
    "hit_document": Text("matter", "事项"),
    "hit_law": Text("law", "法规"),
}  # fmt: skip
