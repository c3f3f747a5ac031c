"""The words of an announcement that follow from its list: title, body, what is no longer listed. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from publishing.kernel.words import word
from publishing.registry.answers import Answer
from publishing.registry.matching import ChangeKind
from publishing.registry.rules import KindergartenFacts, has_lapsed

_COUNTY = re.compile("^[\u4e00-\u9fff]{2,3}?[县市区](?=[\u4e00-\u9fff]{2,}(?:镇|乡|街道)$)")
_AUTUMN_FROM, _SPRING_FROM = 8, 2
_CHANGED = {
    ChangeKind.RENEWED: "换证",
    ChangeKind.RENAMED: "更名",
    ChangeKind.MOVED: "迁址",
    ChangeKind.CHANGED: "变更",
}
_GONE = {Answer.SUSPENDED: "suspended", Answer.REVOKED: "revoked", Answer.CLOSED: "closed"}


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncementItem:
    """One line of the list: `change` is a code of words `change` (added, changed, removed, unchanged).

    `kind` and `fields` say more exactly what changed from `before`; a removed one is not part of the numbered
    list, and `reason` says why it is gone.
    """

    item_no: int
    kindergarten_id: str | None
    change: str
    kind: ChangeKind
    answer: Answer | None
    facts: KindergartenFacts
    before: KindergartenFacts | None
    fields: tuple[str, ...]
    reason: str


def school_term(day: date) -> str:
    """2026年秋季学期 from August to January, 2026年春季学期 from February to July."""
    if day.month >= _AUTUMN_FROM:
        return f"{day.year}年秋季学期"
    return f"{day.year}年春季学期" if day.month >= _SPRING_FROM else f"{day.year - 1}年秋季学期"


def default_title(county_name: str, day: date) -> str:
    """博爱县2026年秋季学期注册幼儿园名单公告."""
    return f"{county_name}{school_term(day)}注册幼儿园名单公告"


def default_body(county_name: str, items: Sequence[AnnouncementItem], day: date) -> str:
    """The body of a list's announcement, a paragraph a line; the editor may change it."""
    listed = [item for item in items if item.change != "removed"]
    lapsed = sum(has_lapsed(item.facts.valid_until, day) for item in listed)
    remark = f"，其中{lapsed}所的办学许可证已过有效期，见附件“有效期”一栏" if lapsed else ""
    return "\n".join(
        (
            "根据《中华人民共和国学前教育法》和《焦作市教育局关于建立无证幼儿园治理长效机制的通知》（焦教文〔2020〕60号），"
            f"现将{county_name}{school_term(day)}注册幼儿园名单予以公告。名单共{len(listed)}所{remark}。",
            "不在名单中的，请家长谨慎选择，并可向我局反映。",
        )
    )


def list_title(county_name: str, listed: int) -> str:
    """The attachment's title."""
    return f"{county_name}注册幼儿园名单（{listed}所）"


def placed_name(facts: KindergartenFacts) -> str:
    """The name with its township in front, unless it says the place itself: 月山镇小新芽幼儿园."""
    township = _COUNTY.sub("", facts.township_name)
    return facts.name if township in facts.name else f"{township}{facts.name}"


def removed_paragraphs(items: Sequence[AnnouncementItem]) -> tuple[str, ...]:
    """One sentence each for what is no longer listed, why and in which words; none without."""
    gone = [item for item in items if item.change == "removed" and item.answer in _GONE]
    return tuple(
        f"不再列入名单的幼儿园：{placed_name(item.facts)}，{word('licence_event', _GONE[item.answer])}。"
        f"{item.reason.rstrip('。')}。"
        for item in gone
        if item.answer is not None
    )


def change_word(item: AnnouncementItem) -> str:
    """What the column 变化 says; empty where nothing changed."""
    if item.change == "added":
        return word("change", "added")
    return _CHANGED.get(item.kind, "") if item.change == "changed" else ""


def number_of(prefix: str, day: date, running: int) -> str:
    """发文字号 博教公告〔2026〕3号 (GB/T 9704-2012, 7.2.5: six-cornered brackets, no leading noughts)."""
    return f"{prefix}公告〔{day.year}〕{running}号"
