"""Words of the page frame, the questions and the plain pages."""

from firstcard.policy.format import Text

PAGES = {
    "service": Text("Firstcard", "宝宝第一卡"),
    "tagline": Text("From birth to a working social security card", "从出生到用上社会保障卡"),
    "skip": Text("Skip to main content", "跳到主要内容"),
    "other_language": Text("中文", "English"),
    "menu_about": Text("About this service", "关于本服务"),
    "menu_packs": Text("Policy packs", "政策规则包"),
    "menu_goals": Text("Everything you can ask for", "全部可办事项"),
    "demo": Text("Demonstration: sample offices and made-up people",
                 "演示：办理地点和人物均为虚构"),
    "colon": Text(": ", "："),
    "back": Text("Back", "返回"),
    "continue": Text("Continue", "继续"),
    "save": Text("Save and update the plan", "保存并更新清单"),
    "error_prefix": Text("Error: ", "错误："),
    "error_title": Text("There is a problem", "填写有误"),
    "question_of": Text("Question {n} of at most 6", "第{n}题，最多6题"),
    "year": Text("Year", "年"), "month": Text("Month", "月"), "day": Text("Day", "日"),
    "date_hint": Text("For example 2026 11 9", "例如 2026 11 9"),
    "search_label": Text("Search for another place", "查找其他地区"),
    "search_hint": Text("Name in Chinese or pinyin, for example Luoyang",
                        "输入名称或拼音，例如“洛阳”或 luoyang"),
    "search_button": Text("Search", "查找"),
    "search_found": Text("{n} places found for '{query}'. Choose one above.",
                         "“{query}”查到{n}个地区，请在上面选择。"),
    "search_found_one": Text("One place found for '{query}'. Choose it above.",
                             "“{query}”查到1个地区，请在上面选择。"),
    "search_none": Text("No place found for '{query}'. Check the spelling, or search for the city "
                        "it lies in.", "没有查到“{query}”。请检查输入，或查找其所属的市。"),
    "refused_title": Text("This was not done", "未能办理"),
    "refused_not_allowed": Text("You may not do this here", "没有办理权限"),
    "refused_not_found": Text("Nothing was found", "没有找到"),
    "refused_conflict": Text("Something has changed meanwhile", "情况已有变化"),
    "refused_too_many": Text("Too many attempts", "尝试次数过多"),
    "refused_start": Text("Start page", "返回首页"),
    "menu_cases": Text("My applications", "我的申请"),
    "menu_cards": Text("Our cards", "我家的社保卡"),
    "menu_bills": Text("Our medical bills", "我家的医疗费用"),
    "menu_track": Text("Track an application", "查询办理进度"),
    "menu_account": Text("My account", "我的账户"),
    "menu_sign_in": Text("Sign in", "登录"),
    # Start
    "start_title": Text("Newborn: insurance and social security card",
                        "新生儿医保和社保卡"),
    "start_lead": Text(
        "Find out what to do after a birth, where to go, by when, with which papers and what it "
        "costs. Every line names its law or its source.",
        "孩子出生后要办什么、去哪里、什么时候、带什么、花多少钱，一次看清。每一条都注明法律依据或来源。"),
    "start_button": Text("Start", "开始"),
    "start_resume": Text("Continue with your answers", "继续填写"),
    "start_need_1": Text("It takes about 3 minutes: at most six questions.",
                         "约需3分钟，最多6个问题。"),
    "start_need_2": Text("You can answer 'not sure' to every question.",
                         "每个问题都可以选择“不确定”。"),
    "start_need_3": Text("No name and no identity number is asked for.",
                         "不需要填写姓名和身份证件号码。"),
    # Check answers
    "answers_title": Text("Check your answers", "核对您的回答"),
    "answers_go": Text("Show my plan", "查看办理清单"),
    "answers_not_given": Text("Not answered", "未回答"),
    "answers_change": Text("Change", "更改"),
    "answers_forget": Text("Forget my answers", "清除我的回答"),
    # Plan page switches
    "switches": Text("Adjust this plan", "调整清单"),
    "switches_lead": Text("Groups with reduced premiums, twins, someone else who goes for you, "
                          "where you prefer to go.",
                          "减免对象、多胞胎、他人代办、希望的办理地点等。"),
    "switches_title": Text("Adjust your plan", "调整办理清单"),
    "switches_not_needed": Text("Change only what applies to you.", "只需更改与您有关的内容。"),
    "children_number": Text("How many children were born?", "一次出生几个孩子？"),
    "children_1": Text("One", "一个"),
    "children_2": Text("Two (twins)", "两个（双胞胎）"),
    "children_3": Text("Three (triplets)", "三个（三胞胎）"),
    "children_other_day": Text("Child {n}: date of birth, if it is another day (optional)",
                               "孩子{n}的出生日期（如不是同一天，选填）"),
    "apply_title": Text("Apply here", "在这里申请"),
    "apply_why": Text("Insurance and card in one application. What you told for this plan is not "
                      "asked again.",
                      "参保和社保卡可以一次申请，清单中填写过的内容不再重复询问。"),
    "apply_button": Text("Apply here", "在线申请"),
    "plan_change_answers": Text("Change my answers", "更改我的回答"),
    "plan_add_goals": Text("Ask for something else", "增加或更换办理事项"),
    "forget_why": Text("On a shared device, forget your answers when you are finished.",
                       "如使用公用设备，用完后请清除回答。"),
    # Goals
    "goals_title": Text("What do you want to do?", "您想办理什么？"),
    "goals_lead": Text("Tick everything you want in your plan.", "请选择要列入清单的事项。"),
    "goals_missing": Text("Tick at least one thing", "请至少选择一项"),
    "goals_other": Text("Papers and other matters", "证件及其他事项"),
    "goals_usual": Text("Use the usual set for a newborn", "恢复为新生儿常用事项"),
    # Asking one fact
    "ask_title": Text("One more question", "补充一个问题"),
    "ask_missing": Text("Choose an answer, or 'Not sure'", "请选择答案，或选择“不确定”"),
    "ask_date_missing": Text("Enter a date, or tick 'Not sure'", "请填写日期，或勾选“不确定”"),
    "ask_conflict": Text("This does not go together with your other answers ({facts}). Change this "
                         "answer or the others.",
                         "与您的其他回答不一致（{facts}）。请更改本题或其他回答。"),
    "none_nullable": Text("There is none", "没有"),
    "none_of_set": Text("None of these", "以上都没有"),
    "yes": Text("Yes", "是"), "no": Text("No", "否"),
    "not_sure": Text("Not sure", "不确定"),
    # About
    "about_title": Text("About this service", "关于本服务"),
    "about_what": Text(
        "This service works out what a family must do from the birth of a child to insurance and a "
        "working social security card. The rules are kept as data: each with its place, its day, "
        "its legal basis and its source.",
        "本服务帮您理清：从孩子出生到参保、用上社会保障卡，要办哪些事。规则以数据形式保存，每条都注明适用地区、"
        "施行日期、法律依据和来源。"),
    "about_sources": Text("Where the rules come from", "规则从哪里来"),
    "about_sources_1": Text(
        "Laws and regulations come first, then published local rules. Guides and notices that say "
        "otherwise are shown as such, with the law that holds.",
        "以法律法规为准，其次是公开发布的地方规定。指南、通知与法律不一致的，会标明，并注明以哪部法律为准。"),
    "about_certain": Text("How certain each line is", "每一条是否可靠"),
    "about_certain_1": Text("'Required by law' rests on a law, a regulation or a decision of the "
                            "State Council.", "“法定要求”出自法律、行政法规或国务院决定。"),
    "about_certain_2": Text("'Department or local rule' rests on a published rule of a department "
                            "or a place.", "“部门或地方规定”出自部门或地方公开发布的规定。"),
    "about_certain_3": Text("Where no source was found, the plan says so and names whom to ask. It "
                            "never guesses.",
                            "查不到的内容，清单会直接说明，并告诉您向谁咨询，绝不猜测。"),
    "about_privacy": Text("Your answers", "您的回答"),
    "about_privacy_1": Text("For a plan, no name and no identity number is asked for. An "
                            "application asks for them; they lie encrypted, and you see who "
                            "looked at them.",
                            "查询办理清单不需要姓名和身份证件号码。提交申请时才需要，加密保存，并且您能看到谁查看过。"),
    "about_privacy_2": Text("Your answers are kept in a cookie of your own browser for at most two "
                            "hours, and never stand in an address. Only a plan that you choose to "
                            "keep is stored here: encrypted, until the day that it names.",
                            "您的回答保存在您自己浏览器的Cookie中，最长两小时，不会出现在网址里。只有您选择保存的清单"
                            "才存放在服务端：加密存放，到清单注明的日期为止。"),
    "about_privacy_3": Text("'Forget my answers' deletes them at once.",
                            "点击“清除我的回答”可立即删除。"),
    "about_not": Text("What this service is not", "本服务不能做什么"),
    "about_not_1": Text("A plan decides nothing. An application made here goes to the office in "
                        "charge, and people there decide it.",
                        "清单不产生任何决定。在这里提交的申请由经办机构的工作人员审核决定。"),
    "about_open": Text("The program and the rules are open source (Apache-2.0).",
                       "程序和规则均为开源（Apache-2.0）。"),
    "footer_note": Text("Guidance only. The office decides.", "内容仅供参考，以经办机构答复为准。"),
}  # fmt: skip
