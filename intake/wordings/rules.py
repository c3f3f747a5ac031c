"""Texts with gaps: what a gap may be, filling it in from a case, and what is still open. Pure.

A gap is a name between 【 and 】. Only what stands in `GAPS` can be filled in: numbers, days, names of places
and offices, codes in words. Nothing that a reporter or an officer wrote is among them, so that no masked word
and no person's name ever gets into a text by itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from publishing.kernel.errors import Invalid

STEPS = ("reply", "decline", "transfer", "ask")
GAPS: Mapping[str, str] = {
    "举报编号": "博爱2026-0417",
    "收到日期": "2026年11月20日",
    "地点": "博爱县月山镇",
    "反映的问题": "无证、消防",
    "核查结论": "属实",
    "承办单位": "博爱县教育体育局",
    "今天": "2026年11月25日",
    "告知结果的日期": "2027年1月19日",
}
"""Names of the gaps, each with an example."""
LONGEST_TITLE, LONGEST_BODY = 60, 600

_GAP = re.compile(r"【([^【】\n]{1,20})】")


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """A text with its gaps filled; `open` are the names of those for which the case has nothing."""

    text: str
    open: tuple[str, ...]


def fill(body: str, values: Mapping[str, str]) -> Filled:
    """Fills in what the case has; the other gaps stay as they stand, to be filled by hand."""
    still_open: list[str] = []

    def value(found: re.Match[str]) -> str:
        known = values.get(found[1], "") if found[1] in GAPS else ""
        if not known:
            still_open.append(found[1])
        return known or found[0]

    return Filled(text=_GAP.sub(value, body), open=tuple(dict.fromkeys(still_open)))


def open_gaps(text: str) -> tuple[str, ...]:
    """Names of gaps that a text still has; it must not be sent so."""
    return tuple(dict.fromkeys(name for name in _GAP.findall(text) if name in GAPS))


def checked(step: str, title: str, body: str) -> tuple[str, str]:
    """Title and body without blanks around them. Raises Invalid: `step` unknown; `title` required or
    too_long; `body` required, too_long or unknown_gap (with `name`)."""
    if step not in STEPS:
        raise Invalid(field="step", reason="unknown", value=step)
    title, body = title.strip(), body.strip()
    for field, text, longest in (("title", title, LONGEST_TITLE), ("body", body, LONGEST_BODY)):
        if not text:
            raise Invalid(field=field, reason="required")
        if len(text) > longest:
            raise Invalid(field=field, reason="too_long", longest=longest)
    for name in _GAP.findall(body):
        if name not in GAPS:
            raise Invalid(field="body", reason="unknown_gap", name=name)
    return title, body
