"""How official documents write dates, names and titles; and QR codes as SVG text. Pure."""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO

import segno

from publishing.kernel.clock import SHANGHAI

# 20 characters of 2号 fill a line of 156 mm; a title is broken only between words (GB/T 9704-2012, 7.3.1).
_TITLE_LINE = 19.6
_TITLE_WORDS = (
    *("城乡一体化示范区", "教育体育局", "教育局", "幼儿园", "秋季学期", "春季学期", "学期", "注册", "名单"),
    *("公告", "关于", "许可证", "办学", "调整", "更正", "撤销", "有关", "事项"),
)


def chinese_date(day: date) -> str:
    """2026年8月5日: Arabic, without leading noughts (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_time(moment: datetime) -> str:
    """2026年8月5日9时05分 in Jiaozuo, of an aware time in any zone."""
    local = moment.astimezone(SHANGHAI)
    return f"{chinese_date(local.date())}{local.hour}时{local.minute:02d}分"


def chinese_second(moment: datetime) -> str:
    """2026年8月5日9时05分07秒, likewise."""
    return f"{chinese_time(moment)}{moment.second:02d}秒"


def validity(start: date | None, end: date | None) -> str:
    """有效期 on two lines where both ends are known."""
    if start and end:
        return f"{chinese_date(start)}\n至{chinese_date(end)}"
    if start:
        return f"{chinese_date(start)}起"
    return f"至{chinese_date(end)}" if end else "—"


def folded_date(day: date | None) -> str:
    """2026年 over 8月5日, for narrow columns; empty for None."""
    return f"{day.year}年\n{day.month}月{day.day}日" if day else ""


def without_ending(name: str, *endings: str) -> str:
    """`name` without the first of `endings` it ends with, unless nothing would be left."""
    for ending in endings:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending)
    return name


def qr_svg(content: str) -> str:
    """A QR code (ISO/IEC 18004, level M) of an address or a text as SVG text, with the quiet zone of four
    modules."""
    out = BytesIO()
    # readers guess UTF-8 right; of a mark for it (ECI) some show rubbish
    segno.make(content, error="m", micro=False, encoding=None if content.isascii() else "utf-8").save(
        out, kind="svg", border=4, xmldecl=False, nl=False
    )
    return out.getvalue().decode()


def title_lines(title: str, per_line: float = _TITLE_LINE) -> list[str]:
    """`title` in as few lines of `per_line` characters as fit, as even as can be, broken between words.

    A title with line breaks of its own keeps them; one without known words stays whole.
    """
    if "\n" in title:
        return title.split("\n")
    count = -(-_width(title) // per_line)
    lines: list[str] = []
    rest = title
    while count > 1:
        aim = _width(rest) / count
        cut = min(_breaks(rest), key=lambda at: abs(_width(rest[:at]) - aim), default=0)
        if not cut:
            break
        lines.append(rest[:cut])
        rest = rest[cut:]
        count -= 1
    return [*lines, rest]


def _breaks(title: str) -> Iterator[int]:
    """Where a title may be broken: before a known word, and never inside one."""
    for at in range(2, len(title) - 1):
        inside = any(
            title.startswith(word, start) and start < at < start + len(word)
            for word in _TITLE_WORDS
            for start in range(max(0, at - len(word) + 1), at)
        )
        if not inside and any(title.startswith(word, at) for word in _TITLE_WORDS):
            yield at


def _width(text: str) -> float:
    return sum(0.55 if c.isascii() else 1.0 for c in text)
