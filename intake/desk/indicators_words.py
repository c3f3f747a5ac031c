"""What each indicator is called and how it is counted, as its page says it."""

from flask_babel import lazy_gettext as _l

from intake.reports.indicators import FRESH_DAYS

_CHINESE = {
    "patrol_rate": (
        "巡查完成率",
        "每个责任区每月至少巡查一次。按月底有效的责任区计算，县里免除的月份不算；还没有过完的月份不算。",
        "当月有巡查的责任区·月",
        "应巡的责任区·月",
    ),
    "coverage_rate": (
        "覆盖率",
        "村、社区和在册幼儿园中，本期去过的有多少。没有写明地点的巡查，算作走遍所在责任区的村和社区。",
        "去过的村、社区和幼儿园",
        "全部村、社区和在册幼儿园",
    ),
    "ontime_close_rate": (
        "按期办结率",
        "答应举报人的办结日在本期内的举报，有多少按期办结。撤回、并案、转办和不予受理的不算。",
        "按期办结的举报",
        "办结日在本期内的举报",
    ),
    "closeout_rate": (
        "整改销号率",
        "整改期限在本期内的台账事项，到期末有多少已经销号。",
        "已经销号的事项",
        "整改期限在本期内的事项",
    ),
    "feedback_rate": (
        "按期反馈率",
        "办结的举报，有多少在规定期限内答复了举报人。期限按各步期限里的“办结以后，答复举报人”计算。",
        "按期答复的举报",
        "应当答复的举报",
    ),
    "satisfaction_rate": (
        "回访满意率",
        "回访时作了评价的举报人中，满意和基本满意的有多少。没有回答的不算。",
        "满意和基本满意的举报",
        "作了评价的举报",
    ),
    "spotcheck_match_rate": (
        "抽查符合率",
        "抽查到的地点，实地情况与巡查记录相符的有多少。",
        "与巡查记录相符的地点",
        "已有抽查结果的地点",
    ),
    "relapse_count": (
        "反弹数",
        "销号以后，在原处或原举办者处又发现同类问题的事项。",
        "反弹的台账事项",
        "",
    ),
    "announce_ontime_rate": (
        "公告及时率",
        f"每个月底，最近一期名单公告不超过{FRESH_DAYS}天（一个学期）的县（市、区）有多少。",
        "名单公告在期内的县·月",
        "县（市、区）·月",
    ),
}
NAMES = {code: _l(words[0]) for code, words in _CHINESE.items()}
DEFINITIONS = {code: _l(words[1]) for code, words in _CHINESE.items()}
NUMERATORS = {code: _l(words[2]) for code, words in _CHINESE.items()}
DENOMINATORS = {code: _l(words[3]) for code, words in _CHINESE.items() if words[3]}


def chinese_name(code: str) -> str:
    """The name in Chinese, for files, which are in Chinese whoever asks."""
    return _CHINESE[code][0]


def chinese_definition(code: str) -> str:
    """How it is counted, likewise."""
    return _CHINESE[code][1]
