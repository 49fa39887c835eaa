"""How Chinese sounds: what an input method confuses, and Chinese typed in Latin letters. Pure.

The 3,755 common characters of GB 2312 (level 1) stand in the order of their sounds, so the code of
a character tells its syllable once the first character of each syllable is known. A character with
two readings has only the one under which it stands there; rarer characters have none.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache

_FIRST = (
    "a啊ai埃an鞍ang肮ao凹ba芭bai白ban斑bang邦bao苞bei杯ben奔beng崩bi逼bian鞭biao标bie鳖bin彬bing兵"
    "bo玻bu捕ca擦cai猜can餐cang苍cao操ce厕ceng层cha插chai拆chan搀chang昌chao超che车chen郴cheng撑"
    "chi吃chong充chou抽chu初chuai揣chuan川chuang疮chui吹chun春chuo戳ci疵cong聪cou凑cu粗cuan蹿"
    "cui摧cun村cuo磋da搭dai呆dan耽dang当dao刀de德deng蹬di堤dian颠diao碉die跌ding丁diu丢dong东"
    "dou兜du都duan端dui堆dun墩duo掇e蛾en恩er而fa发fan藩fang坊fei菲fen芬feng丰fo佛fou否fu夫ga噶"
    "gai该gan干gang冈gao篙ge哥gei给gen根geng耕gong工gou钩gu辜gua刮guai乖guan棺guang光gui瑰gun辊"
    "guo锅ha哈hai骸han酣hang夯hao壕he呵hei嘿hen痕heng哼hong轰hou喉hu呼hua花huai槐huan欢huang荒"
    "hui灰hun荤huo豁ji击jia嘉jian监jiang僵jiao蕉jie揭jin巾jing荆jiong炯jiu揪ju鞠juan捐jue撅jun均"
    "ka喀kai开kan刊kang康kao考ke坷ken肯keng坑kong空kou抠ku枯kua夸kuai块kuan宽kuang匡kui亏kun坤"
    "kuo括la垃lai莱lan蓝lang琅lao捞le勒lei雷leng棱li厘lia俩lian联liang粮liao撩lie列lin琳ling拎"
    "liu溜long龙lou楼lu芦lv驴luan峦lue掠lun抡luo萝ma妈mai埋man瞒mang芒mao猫me么mei玫men门meng萌"
    "mi眯mian棉miao苗mie蔑min民ming明miu谬mo摸mou谋mu拇na拿nai氖nan南nang囊nao挠ne呢nei馁nen嫩"
    "neng能ni妮nian蔫niang娘niao鸟nie捏nin您ning柠niu牛nong脓nu奴nv女nuan暖nue虐nuo挪o哦ou欧"
    "pa啪pai拍pan攀pang乓pao抛pei呸pen喷peng砰pi坯pian篇piao飘pie撇pin拼ping乒po坡pou剖pu扑qi期"
    "qia掐qian牵qiang枪qiao橇qie切qin钦qing青qiong琼qiu秋qu趋quan圈que缺qun裙ran然rang瓤rao饶re惹"
    "ren壬reng扔ri日rong戎rou揉ru茹ruan软rui蕊run闰ruo若sa撒sai腮san三sang桑sao搔se瑟sen森seng僧"
    "sha莎shai筛shan珊shang墒shao梢she奢shen砷sheng声shi师shou收shu蔬shua刷shuai摔shuan栓"
    "shuang霜shui谁shun吮shuo说si斯song松sou搜su苏suan酸sui虽sun孙suo蓑ta塌tai胎tan坍tang汤"
    "tao掏te特teng藤ti梯tian天tiao挑tie贴ting厅tong通tou偷tu凸tuan湍tui推tun吞tuo拖wa挖wai歪wan豌"
    "wang汪wei威wen瘟weng嗡wo挝wu巫xi昔xia瞎xian掀xiang相xiao萧xie楔xin薪xing星xiong兄xiu休xu墟"
    "xuan轩xue靴xun勋ya压yan焉yang殃yao邀ye椰yi一yin茵ying英yo哟yong拥you幽yu迂yuan鸳yue曰yun耘"
    "za匝zai栽zan咱zang赃zao遭ze责zei贼zen怎zeng增zha扎zhai摘zhan瞻zhang樟zhao招zhe遮zhen珍"
    "zheng蒸zhi芝zhong中zhou舟zhu珠zhua抓zhuai拽zhuan专zhuang桩zhui椎zhun谆zhuo捉zi兹zong鬃zou邹"
    "zu租zuan钻zui嘴zun尊zuo昨"
)
_LEVEL_ONE = ("啊".encode("gb2312"), "座".encode("gb2312"))
_PARTS = re.findall(r"([a-z]+)(.)", _FIRST)
_STARTS = [char.encode("gb2312") for _, char in _PARTS]
_SYLLABLES = [syllable for syllable, _ in _PARTS]
_KNOWN = frozenset(_SYLLABLES)
_LONGEST = max(map(len, _SYLLABLES))
_MERGED = re.compile("(?<=[zcs])h|(?<=n)g$")  # told apart neither by many speakers nor here


@lru_cache(maxsize=4096)
def _sound(char: str) -> str:
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    if not _LEVEL_ONE[0] <= code <= _LEVEL_ONE[1]:
        return ""
    return _MERGED.sub("", _SYLLABLES[bisect_right(_STARTS, code) - 1])


def sound(run: str) -> str:
    """How a run of Chinese sounds, without tones; empty if that is not known."""
    sounds = [_sound(char) for char in run]
    return " ".join(sounds) if all(sounds) else ""


def spelt(word: str) -> list[str]:
    """The sounds that a word in Latin letters (a to z) spells, the longest first; none if it is
    not Chinese."""
    after: dict[int, list[str]] = {len(word): []}
    for start in reversed(range(len(word))):
        for end in range(min(start + _LONGEST, len(word)), start, -1):
            if end in after and word[start:end] in _KNOWN:
                after[start] = [_MERGED.sub("", word[start:end]), *after[end]]
                break
    return after.get(0, [])


def by_sound(often: Mapping[str, int]) -> dict[str, str]:
    """By each sound the pair of Chinese that is most usual, as an input method would offer it.
    `often` says how often terms are used."""
    usual = sorted((term for term in often if len(term) == 2), key=lambda term: often[term])
    sounding = {sound(pair): pair for pair in usual}
    sounding.pop("", None)
    return sounding
