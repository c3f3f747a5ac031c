"""What a report says in Chinese: title, sections with their figures and the clerk's words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from intake.reports.rules import SECTIONS
from publishing.kernel.typesetting import chinese_date
from publishing.kernel.words import word

SECTION_WORDS: Mapping[str, str] = {
    "basics": "基本情况",
    "findings": "发现问题与整改",
    "ledger": "台账与销号",
    "filing": "重大隐患上报备案",
    "tips": "举报受理",
    "spot_checks": "抽查",
    "assessment": "评估考核",
    "accountability": "反弹与责任追究",
    "plans": "问题与打算",
}
FIGURE_WORDS: Mapping[str, str] = {
    "grids": "责任区",
    "supervisors": "监管责任人",
    "vacant": "没有监管责任人的责任区",
    "duties": "应巡（责任区·月）",
    "patrolled": "实巡（责任区·月）",
    "waived": "县里免除的月度巡查",
    "visits": "到访次数",
    "findings": "发现问题",
    "unlicensed": "其中无证",
    "major": "其中重大隐患",
    "on_spot": "其中当场整改",
    "found_nothing": "未发现问题的到访",
    "open_before": "期初未销号",
    "opened": "本期登记",
    "struck_off": "本期销号",
    "handed_over": "本期移交",
    "open_after": "期末未销号",
    "overdue": "期末超过整改期限",
    "open_unlicensed": "期末未销号中的无证园",
    "open_hazard": "期末未销号中的隐患",
    "notices": "下达整改通知书",
    "filed": "上报备案",
    "open_major": "期末未销号的重大隐患",
    "letters": "致部门函",
    "replied_letters": "收到部门答复",
    "late_letters": "部门逾期未答复",
    "tips": "收到举报",
    "accepted": "其中受理",
    "concluded": "办结",
    "concluded_in_time": "其中按期",
    "substantiated": "属实和部分属实",
    "unsubstantiated": "不属实",
    "tips_open": "期末未办结",
    "tips_overdue": "期末超过办结期限",
    "spot_checks": "抽查次数",
    "spot_findings": "抽查发现问题",
    "relapses": "反弹",
}
LINE_WORDS = ("应巡", "实巡", "发现问题", "其中无证", "登记", "销号", "期末未销号")
LINE_HEADS: Mapping[str, str] = {
    "township_half": "责任区",
    "county_year": "乡镇（办事处）",
    "city_year": "县（市、区）",
}
_NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What a report says, whatever it is written on: screen, PDF, Word or Excel."""

    title: str
    recipient: str
    period: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    """(heading, paragraphs): first what the rows say, then the clerk's words."""
    kinds: tuple[tuple[str, int, int, int], ...]
    """发现问题: category, all, major, on the spot."""
    line_head: str
    lines: tuple[tuple[str, tuple[int, ...]], ...]
    total: tuple[int, ...]


def say(content: Mapping[str, object]) -> Said:
    """The words of a report's `content` (see `drafting.content_of`)."""
    kind = str(content["kind"])
    figures: Mapping[str, int] = content["figures"]  # type: ignore[assignment]
    words: Mapping[str, str] = content["words"]  # type: ignore[assignment]
    kinds = [(str(c), int(t), int(m), int(s)) for c, t, m, s in content["kinds"]]  # type: ignore[attr-defined]
    lines = [
        (str(name), tuple(int(number) for number in numbers))
        for name, numbers in content["lines"]  # type: ignore[attr-defined]
    ]
    first, last = (date.fromisoformat(str(content[name])) for name in ("first", "last"))
    sections = []
    for index, section in enumerate(SECTIONS[kind]):
        own = [line.strip() for line in words.get(section, "").split("\n") if line.strip()]
        counted = _SENTENCES[section](figures) if section in _SENTENCES else ()
        sections.append((f"{_NUMERALS[index]}、{SECTION_WORDS[section]}", (*counted, *own)))
    return Said(
        title=title_of(content),
        recipient=str(content["recipient"]),
        period=f"{chinese_date(first)}至{chinese_date(last)}",
        sections=tuple(sections),
        kinds=tuple((word("category", code), *rest) for code, *rest in kinds),  # type: ignore[misc]
        line_head=LINE_HEADS[kind],
        lines=tuple(lines),
        total=tuple(map(sum, zip(*(numbers for _n, numbers in lines), strict=True))),
    )


def title_of(content: Mapping[str, object]) -> str:
    """关于2026年下半年幼儿园网格化监管工作情况的报告."""
    year, half = content["year"], content["half"]
    span = f"{year}年" + ("度", "上半年", "下半年")[int(str(half))]
    if content["kind"] == "city_year":
        return f"{span}全市幼儿园网格化监管工作情况汇总"
    return f"关于{span}幼儿园网格化监管工作情况的报告"


def _basics(n: Mapping[str, int]) -> tuple[str, ...]:
    vacant = f"，其中{n['vacant']}个责任区暂缺监管责任人" if n["vacant"] else ""
    missed = n["duties"] - n["patrolled"]
    short = f"，缺{missed}次" if missed else ""
    waived = f"，另有{n['waived']}次经县里免除" if n.get("waived") else ""
    return (
        f"本期末有责任区{n['grids']}个，监管责任人{n['supervisors']}名{vacant}。按每个责任区每月至少巡查一次计算，"
        f"到期应巡{n['duties']}次，实巡{n['patrolled']}次{short}{waived}。"
        f"本期到访{n['visits']}次，其中未发现问题{n['found_nothing']}次。",
    )


def _findings(n: Mapping[str, int]) -> tuple[str, ...]:
    if not n["findings"]:
        return ("本期未发现问题。",)
    return (
        f"本期发现问题{n['findings']}个，其中无证{n['unlicensed']}个，重大隐患{n['major']}个；"
        f"当场整改{n['on_spot']}个。分类见附件1。",
    )


def _ledger(n: Mapping[str, int]) -> tuple[str, ...]:
    handed = f"，移交有关部门{n['handed_over']}项" if n["handed_over"] else ""
    return (
        f"期初未销号{n['open_before']}项，本期登记{n['opened']}项，销号{n['struck_off']}项{handed}，"
        f"期末未销号{n['open_after']}项（无证园治理{n['open_unlicensed']}项，隐患整改{n['open_hazard']}项），"
        f"其中超过整改期限{n['overdue']}项。本期下达整改通知书{n['notices']}份。",
    )


def _filing(n: Mapping[str, int]) -> tuple[str, ...]:
    return (
        f"本期上报备案{n['filed']}项；期末未销号的重大隐患{n['open_major']}项。"
        f"本期致有关部门函{n['letters']}件，收到答复{n['replied_letters']}件，期末逾期未答复{n['late_letters']}件。",
    )


def _tips(n: Mapping[str, int]) -> tuple[str, ...]:
    return (
        f"本期收到举报{n['tips']}件，受理{n['accepted']}件；办结{n['concluded']}件，其中按期{n['concluded_in_time']}件，"
        f"属实和部分属实{n['substantiated']}件，不属实{n['unsubstantiated']}件。期末未办结{n['tips_open']}件，"
        f"其中超过办结期限{n['tips_overdue']}件。",
    )


def _spot_checks(n: Mapping[str, int]) -> tuple[str, ...]:
    return (f"本期抽查{n['spot_checks']}次，发现问题{n['spot_findings']}个。",)


def _accountability(n: Mapping[str, int]) -> tuple[str, ...]:
    return (f"本期销号后又在原处或原举办者处发现同类问题（反弹）{n['relapses']}项。",)


_SENTENCES = {
    "basics": _basics,
    "findings": _findings,
    "ledger": _ledger,
    "filing": _filing,
    "tips": _tips,
    "spot_checks": _spot_checks,
    "accountability": _accountability,
}
