"""Texts and queries as what search compares: words, and characters of Chinese by ones and twos.

Pure. Chinese has no blanks: a text is cut into single characters and pairs of neighbours, so that
a part of a word finds it. Latin words are cut back to their stem, lightly.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{_HAN}]+|[a-z0-9]+")
_POSSESSIVE = re.compile(r"['’]s?\b")
_UNSEEN = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_SKIPPED = 3  # characters that a short form leaves out at most between two that it keeps
LEAST_LETTERS = 4  # shorter words have too many neighbours
_LONG, _LONGEST = 8, 24  # letters of a word in which two slips are forgiven, and of any word

# Words that ask, and say nothing of what is asked about.
_ASKING_ZH = re.compile(
    "为什么|怎么样|怎么办|请问|怎么|怎样|如何|什么|哪里|哪儿|多少|几天|可以|能不能|可不可以|要不要|需要|需不需要|"
    "是不是|有没有|我们|你们|您|我|你|他|她|它|咱|吗|呢|吧|啊|呀|了|的|地|得|是|在|有|和|与|及|也|都|就|还|又|"
    "给|把|被|到|去|能|要|会|想|该|这|那|哪|谁|几|么"
)
_ASKING_EN = re.compile(
    "a|about|all|am|an|and|any|are|as|at|be|been|but|by|can|cant|could|d|did|"
    "do|does|doesnt|doing|dont|for|from|get|go|got|had|has|have|he|her|him|his|"
    "how|i|if|in|into|is|it|its|ll|m|may|me|must|my|need|now|of|on|or|our|"
    "ours|out|please|re|s|she|should|so|some|t|tell|that|the|their|them|then|"
    "there|they|this|to|today|up|us|ve|want|was|we|were|what|when|where|which|"
    "who|whom|why|will|with|would|you|your"
)

_BY_EAR = tuple((re.compile(spelling), sound) for spelling, sound in (
    ("ph", "f"), ("c(?=[eiy])|z", "s"), ("x", "ks"), ("c(?!h)|q", "k"), ("y", "i"),
    (r"(.)\1", r"\1"),
))  # fmt: skip

# Simplified characters that the packs use, each before its traditional form.
_FORMS = (
    "万萬与與专專业業丢丟两兩个個临臨为為么麼义義乡鄉书書产產亲親仅僅从從们們价價众眾优優会會伤傷体體偿償储儲儿兒养養写寫决決况況准準减減凤鳳凭憑划劃则則刚剛别別办辦务務动動"
    "劳勞区區医醫华華协協单單卫衛厅廳历歷县縣参參双雙发發变變号號台臺后後吗嗎启啟员員响響围圍国國园園场場坏壞垫墊声聲处處备備复復够夠妈媽婴嬰孙孫学學实實宝寶审審宽寬对對导導"
    "将將尽盡属屬岁歲币幣带帶帮幫并並应應废廢开開异異弃棄张張归歸当當录錄征徵愿願户戶执執扩擴抚撫抢搶护護报報担擔拟擬拨撥损損捡撿换換挂掛据據摄攝数數断斷无無旧舊时時显顯暂暫"
    "机機权權条條来來构構标標样樣档檔检檢没沒济濟湾灣满滿滞滯灵靈点點爷爺状狀独獨现現电電画畫疗療监監盖蓋码碼确確碍礙种種称稱税稅筹籌签簽红紅约約级級纳納纸紙线線组組终終经經"
    "绑綁结結给給绝絕统統继繼续續综綜缓緩编編缴繳网網罚罰职職联聯节節范範药藥获獲营營蓝藍虚虛补補里裡见見规規视視计計订訂认認让讓议議记記许許设設证證识識诉訴诊診译譯试試话話"
    "询詢该該说說请請读讀谁誰负負责責账賬质質购購贴貼费費资資赠贈赶趕转轉载載辅輔迁遷过過还還这這进進违違连連选選适適遗遺邮郵邻鄰郑鄭采採针針鉴鑒钥鑰钱錢银銀销銷锁鎖错錯镇鎮"
    "长長门門问問间間险險随隨隐隱难難顶頂项項须須预預领領题題额額馆館马馬驻駐验驗骗騙骤驟齐齊龄齡龙龍"
)
_ACCENTS = "".join(map(chr, (*range(0x300, 0x370), *range(0x1AB0, 0x1B00), *range(0x20D0, 0x2100))))
_PLAIN = str.maketrans(_FORMS[1::2], _FORMS[::2], _ACCENTS)


def folded(text: str) -> str:
    """Lower case, simplified characters, full width and accents made plain, what cannot be seen
    left out."""
    plain = unicodedata.normalize("NFKD", _UNSEEN.sub("", text)).casefold()
    return _POSSESSIVE.sub(" ", plain if plain.isascii() else plain.translate(_PLAIN))


def runs(text: str) -> list[str]:
    """The words and the unbroken runs of Chinese in a text, folded."""
    return _RUNS.findall(folded(text))


def is_han(run: str) -> bool:
    """Whether a run is Chinese."""
    return run[0] > "z"


def terms(text: str) -> Iterator[str]:
    """Everything by which a text can be found."""
    for run in runs(text):
        if is_han(run):
            yield from run
            yield from pairs(run)
        else:
            yield stem(run)


def pairs(run: str) -> list[str]:
    """The pairs of neighbours in a run of Chinese."""
    return [run[n : n + 2] for n in range(len(run) - 1)]


def skipping_pairs(text: str) -> Iterator[str]:
    """Characters that stand near each other in Chinese, as short forms put them together: 社保卡
    for 社会保障卡, 出生证 for 出生医学证明."""
    for run in filter(is_han, runs(text)):
        for n in range(len(run)):
            yield from (run[n] + far for far in run[n + 2 : n + 2 + _SKIPPED])


def asking(run: str) -> set[int]:
    """The places in a run of Chinese that only ask."""
    return {place for found in _ASKING_ZH.finditer(run) for place in range(*found.span())}


def only_asks(word: str) -> bool:
    """Whether an English word only asks; a letter or a short number says nothing by itself."""
    return bool(_ASKING_EN.fullmatch(word)) or len(word) < 2 or (word.isdigit() and len(word) < 3)


def stem(word: str) -> str:
    """A word without plural, -ing, -ed and a few more endings. Not a dictionary: the same cut
    on both sides is what counts."""
    if len(word) < LEAST_LETTERS or not word.isalpha():
        return word
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    for ending in ("ation", "ating", "ment", "ated", "ing", "ate", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "se":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def heard(word: str) -> str:
    """Roughly how an English word sounds: who writes by ear writes fotograf, sertificate."""
    for spelling, sound in _BY_EAR:
        word = spelling.sub(sound, word)
    return word


def slips_in(word: str) -> int:
    """How many slips are forgiven in a word: none in a short one."""
    return len(word) <= _LONGEST and (len(word) >= LEAST_LETTERS) + (len(word) >= _LONG)


def shortened(word: str) -> set[str]:
    """The word as it sounds, and as it is or without as many of its letters as it may have
    slips."""
    forms = {word}
    for _ in range(slips_in(word)):
        forms |= {form[:n] + form[n + 1 :] for form in forms for n in range(len(form))}
    return {heard(word), *forms}


def neighbours(words: Iterable[str]) -> dict[str, str]:
    """By every shortened form, the words that it may stand for, with blanks between them: a list
    each would be thousands of objects to collect."""
    near: dict[str, str] = {}
    for word in words:
        if len(word) >= LEAST_LETTERS - 1 and word.isascii() and word.isalpha():
            for form in shortened(word):
                near[form] = f"{near[form]} {word}" if form in near else word
    return near


def within(one: str, other: str, slips: int) -> bool:
    """Whether that many slips tell two words apart at most; a slip is one letter too many, too
    few, wrong, or two neighbours swapped."""
    if one == other or abs(len(one) - len(other)) > slips or not slips:
        return one == other
    if one[:1] == other[:1]:
        return within(one[1:], other[1:], slips)
    return (within(one[1:], other[1:], slips - 1) or within(one[1:], other, slips - 1)
            or within(one, other[1:], slips - 1)
            or (one[:2] == other[1::-1] and within(one[2:], other[2:], slips - 1)))  # fmt: skip
