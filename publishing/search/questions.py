"""Taking the question away from around a name: 我家门口的…有证吗 leaves the name and the place.

Pure. Works on the output of `terms.plain`. It removes only phrases that no kindergarten is called by: a
brand such as 你好宝贝 or 我爱我家 must come through whole, for a shortened name may be another's.
"""

import re

_PLACE_OF_SPEAKER = (
    "(?:在|我|俺|咱|们|家|村里?|小区|单位|学校|这|那){1,6}"
    "(?:门口|附近|旁边|对面|楼下|隔壁|边上|跟前|里|儿|边)"
)
_LEADING = re.compile(
    "(?:"
    "(?:你好|您好)(?=$|请|我|想|麻烦)"
    "|请问|请(?:帮我?|您)?(?:查|问)(?:一?下|询)?"
    "|麻烦(?:您|你)?(?:帮(?:我|忙)?)?(?:查|问|看)?(?:一?下)?"
    "|帮(?:我|忙)(?:查|问|看)?(?:一?下|看看?)?"
    "|(?:我|俺)?(?:想|要|想要)(?:请?问|查询?|看|了解|咨询|打听|知道|确认)(?:一?下)?"
    "|(?:我|俺)?(?:想|准备|打算)(?:上|去|报名?|读)"
    "|(?:问|查|查询|咨询|打听|了解)一?下|查一查|问问|查查|查询"
    "|有(?:没有)?人知道|谁知道|(?:我|俺)(?:听说|知道)|听说(?=.*(?:有|开|..幼儿园|..幼稚园))"
    "|(?:给|送|让|我家|我们家|俺家|我|想让)(?:的|家)?(?:孩子|娃娃?|小孩|宝宝|儿子|女儿|孙子|孙女)"
    "(?:想|要|准备|打算|现在)?(?:去|在|上|读|报名?|入园)*"
    "|(?:孩子|娃娃?|小孩|儿子|女儿|孙子|孙女|外孙女?)(?:想|要|准备|打算|现在|在)*(?:去|上|读|报名?|入园)+"
    "|(?:我|俺)?(?:想|准备|打算)(?:给|送|让)(?:孩子|娃娃?|小孩|宝宝|儿子|女儿|孙子|孙女)(?:去|在|上|读|报名?)*"
    f"|{_PLACE_OF_SPEAKER}(?:新?开?了?有?(?:一?个|一?家|一?所)叫?|的(?:那|这)?(?:个|家|所)?叫?|叫)"
    "|(?:有|开了?|这|那)(?:一?个|一?家|一?所)叫?|名(?:字)?叫做?|叫做"
    "|关于(?=.*(?:吗|情况|证|信息))|欢迎(?:您|你|光临|来到)"
    "|(?:办学)?许可证号码?(?:是|为)?|许可证编号|统一社会信用代码(?:是|为)?|信用代码|幼儿园名称|园所名称|园名"
    ")+"
)
_TRAILING = re.compile(
    "(?:"
    "(?:到底|究竟|现在|目前|还|都|它|他|这家)*"
    "(?:有没有|是不是|是否有?|有无|有|没有?|是|算不算|算|属于|属不属于)"
    "(?:办学|办园|幼儿园|教育局)?(?:许可|批准|的)?"
    "(?:证件?|证照|执照|资质|手续|正规|合法|备案|注册|黑幼儿园|黑园|无证|靠谱|批准)"
    "(?:齐全|园|办学|的)*(?:吗|么|嘛|呢|不|没有|没|了|啊|呀)*"
    "|(?:证照|证件|手续|资质)(?:齐全|全)(?:吗|么|嘛|不)*|(?:正规|合法|靠谱)(?:吗|么|嘛|不|不正规|不合法|不靠谱)"
    "|(?:怎么样|好不好|好吗|(?:是)?真的吗|可以上吗|能上吗)"
    "|(?:的)?(?:电话|地址|位置)?(?:在哪里?|在什么地方|是多少|是哪里)|的(?:电话|地址|情况|信息|许可证)"
    ")$"
)
_AFTER_NAME = re.compile("^的?(?:怎么样|吗|呢|啊|呀|么|吧|嘛)*$")
_NARRATIVE = re.compile(
    "孩子|娃|小孩|岁|报名|入园|上学|想上|打算|听说|邻居|朋友|谢谢|请|麻烦|不知道|想知道|放心"
)
_OF_A = re.compile("(?:的|都?有(?:哪些|哪几所|几所|几家|什么))(?=幼儿园|幼稚园)")
_SIGN = re.compile(
    "欢迎(?:您|你|光临|来到|报名|咨询)?|(?:火热|正在)?(?:招生|报名|咨询)(?:电话|热线|处|中|啦)?|(?:联系)?电话|热线"
)
"""What stands on a sign beside the name."""
_LETTERED = re.compile("(?<![^ ])[\u4e00-\u9fff](?: [\u4e00-\u9fff])+(?![^ ])")
"""Characters that were set wide apart: 金 太 阳."""
_ENGLISH = re.compile(
    "an?|the|is|are|in|at|of|do|does|has|have|it|this|my|near|called|named|check|kindergartens?|nursery|preschool"
    "|school|licen[sc]ed?|unlicen[sc]ed|registered|registration|legal"
)
_WORD = re.compile(".*?(?:幼儿园|幼稚园)|.+")


def name_words(text: str) -> list[str]:
    """The words of `text` that name or place a kindergarten, in order; all of its words if none would remain.

    A word ends at a space and after 幼儿园. A part sentence about children or enrolment is dropped when
    another word is a complete name.
    """
    text = _LETTERED.sub(lambda wide: wide[0].replace(" ", ""), _OF_A.sub("", text))
    words = [piece for word in text.split() for piece in _WORD.findall(word)]
    words = [word for word in words if not (_ENGLISH.fullmatch(word) or _SIGN.fullmatch(word))] or words
    kept = [bare for word in words if (bare := _bare(word))]
    if any(_is_name(word) for word in kept):
        kept = [word for word in kept if _is_name(word) or not _NARRATIVE.search(word)]
    return kept or words


def _is_name(word: str) -> bool:
    return word.endswith(("幼儿园", "幼稚园")) and len(word) > len("幼儿园")


def _bare(word: str) -> str:
    """`word` without wrapping; empty if it is nothing else."""
    if _AFTER_NAME.match(word):
        return ""
    bare = _TRAILING.sub("", word)
    found = _LEADING.match(bare)
    bare = bare[found.end() :] if found else bare
    # 想问一下幼儿园: what is left names nothing, so the wrapping may have been the name
    return word if bare in {"幼儿园", "幼稚园", "幼"} and bare != word else bare
