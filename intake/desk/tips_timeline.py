"""What has happened to a tip, newest first: rows of the audit log and messages of its thread, in words."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.desk.tips_words import RECUSAL_WORDS, categories_words, listed
from intake.desk.work_clocks import deadline_said
from intake.tips.asked import answers_of
from intake.tips.asks import NOT_FIXED
from intake.tips.queries import thread_of
from intake.tips.values import Fixed, Message
from publishing.kernel.accounts.queries import names_of
from publishing.kernel.audit import AuditEntry, entries_of
from publishing.kernel.db import JsonValue
from publishing.kernel.words import word

TOLD_BY_MESSAGE = ("tip.ask", "tip.answer", "tip.reply", "tip.record")
"""Steps whose message says more than their row of the log, and the row that only says who typed it in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Happened:
    """One entry. `look` is "bad", "now" or ""; `text` may have several lines; `url` is its page, if any."""

    at: datetime
    heading: str
    text: str
    look: str = ""
    url: str = ""


def timeline_of(session: Session, tip_id: int) -> tuple[Happened, ...]:
    """Everything, newest first; the newest is drawn as the present."""
    entries = entries_of(session, f"tip:{tip_id}")
    messages = thread_of(session, tip_id)
    names = names_of(session, _people_in(entries, messages))
    found = [_of_entry(entry, names) for entry in entries if entry.action not in TOLD_BY_MESSAGE]
    found += [_of_message(message, names) for message in messages if message.direction != "report"]
    found += [_of_fixed(answer) for answer in answers_of(session, tip_id)]
    # what happened at one moment keeps its order: the step, then what the reporter was told of it
    told = sorted((one for one in found if one is not None), key=lambda one: one.at)[::-1]
    return tuple(_as_present(one) if n == 0 else one for n, one in enumerate(told))


def as_told(session: Session, tip_id: int, actions: Collection[str]) -> tuple[Happened, ...]:
    """These steps alone, oldest first, as the log has them."""
    entries = [entry for entry in entries_of(session, f"tip:{tip_id}") if entry.action in actions]
    names = names_of(session, _people_in(entries, ()))
    told = (_of_entry(entry, names) for entry in entries)
    return tuple(one for one in told if one is not None)


def _as_present(one: Happened) -> Happened:
    return Happened(at=one.at, heading=one.heading, text=one.text, look=one.look or "now")


def _people_in(entries: Iterable[AuditEntry], messages: Iterable[Message]) -> set[int]:
    found: list[object] = [message.account_id for message in messages]
    for entry in entries:
        found += [entry.details.get("person"), entry.details.get("account")]
        told = entry.details.get("told")
        found += told if isinstance(told, list) else []
        moved = entry.details.get("to")
        if isinstance(moved, list):
            found += moved[1:2]
    return {one for one in found if isinstance(one, int)}


def _of_message(message: Message, names: Mapping[int, str]) -> Happened:
    who = names.get(message.account_id, "") if message.account_id is not None else ""
    if message.direction == "answer":
        return Happened(at=message.at, heading=_("举报人来信"), text=message.body)
    if message.direction == "question":
        return Happened(at=message.at, heading=_("%(who)s向举报人提问", who=who), text=message.body)
    if message.direction == "reply":
        return Happened(at=message.at, heading=_("%(who)s答复举报人", who=who), text=message.body)
    return Happened(at=message.at, heading=_("告知举报人"), text=message.body)


def _of_fixed(answer: Fixed) -> Happened:
    """What a reporter answered to 问题解决了吗？"""
    said = _coded("fixed_answer", answer.answer)
    if answer.number:
        heading = _("并案%(number)s的举报人回访：%(answer)s", number=answer.number, answer=said)
    else:
        heading = _("举报人回访：%(answer)s", answer=said)
    rated = _coded("satisfaction", answer.satisfaction)
    told = [_coded("fixed_ask", answer.ask)]
    if rated:
        told.append(_("对答复%(rated)s", rated=rated))
    text = "\n".join(part for part in (str(_("；")).join(told), answer.words) if part)
    return Happened(
        at=answer.at, heading=heading, text=text, look="bad" if answer.answer == NOT_FIXED else ""
    )


def _of_entry(entry: AuditEntry, names: Mapping[int, str]) -> Happened | None:
    """The entry in words; None for what is not the line's to read (who tried to open an identity)."""
    who, details = _(entry.actor), entry.details
    heading, text, look = _said(entry.action, who, details, names)
    return Happened(at=entry.at, heading=heading, text=text, look=look) if heading else None


def _said(  # noqa: PLR0911, PLR0912 (one sentence for each action)
    action: str, who: str, details: Mapping[str, JsonValue], names: Mapping[int, str]
) -> tuple[str, str, str]:
    def value(name: str) -> str:
        return str(details.get(name) or "")

    match action:
        case "tip.receive":
            return str(_("收到这件举报")), _coded("channel", value("channel")), ""
        case "tip.accept":
            said = (_coded("track", value("track")), _coded("urgency", value("urgency")))
            return str(_("%(who)s受理", who=who)), listed((categories_words([value("category")]), *said)), ""
        case "tip.decline":
            return str(_("%(who)s决定不予受理", who=who)), value("reason"), ""
        case "tip.transfer":
            return str(_("%(who)s转给%(unit)s办理", who=who, unit=value("authority"))), value("reason"), ""
        case "tip.merge":
            return str(_("%(who)s把本件并入%(number)s", who=who, number=value("survivor"))), "", ""
        case "tip.assign":
            person = _name(details.get("person"), names)
            heading = (
                _("%(who)s交办给%(person)s", who=who, person=person) if person else _("%(who)s交办", who=who)
            )
            return heading, value("reason"), ""
        case "tip.hand_over":
            moved = details.get("to")
            person = _name(moved[1], names) if isinstance(moved, list) and len(moved) > 1 else ""
            heading = _("改由%(person)s办理", person=person) if person else _("改由其他单位办理")
            return heading, value("reason"), ""
        case "tip.order":
            return str(_("记下工单%(number)s", number=value("number"))), "", ""
        case "tip.order_answered":
            return str(_("%(who)s回复了工单%(number)s", who=who, number=value("number"))), "", ""
        case "tip.start":
            return str(_("%(who)s开始核查", who=who)), "", ""
        case "tip.report":
            return str(_("%(who)s报送核查结果", who=who)), _coded("outcome", value("outcome")), ""
        case "tip.send_back":
            return str(_("%(who)s退回重查", who=who)), value("reason"), "bad"
        case "tip.conclude":
            items = details.get("items")
            numbers = listed(items) if isinstance(items, list) else ""
            more = (
                _("阶段性办结，台账还在跟踪：%(numbers)s", numbers=numbers) if details.get("interim") else ""
            )
            return str(_("%(who)s办结", who=who)), more, ""
        case "tip.reopen":
            reason = value("reason")
            return (
                _("%(who)s要求重办", who=who),
                _("问题没有解决") if reason == "not_fixed" else reason,
                "bad",
            )
        case "tip.recuse":
            person = _name(details.get("account"), names)
            return str(_("%(person)s回避", person=person)), str(RECUSAL_WORDS.get(value("reason"), "")), ""
        case "tip.to_county":
            return str(_("%(who)s移交给地点所在的县（市、区）", who=who)), value("reason"), ""
        case "tip.dispute":
            return str(_("%(who)s认为地点在别的县（市、区），由市里指定", who=who)), value("reason"), "bad"
        case "tip.first_visit":
            return str(_("%(who)s首次到场", who=who)), value("on"), ""
        case "tip.ask_extension":
            return str(_("%(who)s申请延期%(n)s天", who=who, n=details["days"])), value("reason"), ""
        case "tip.extend":
            return str(_("%(who)s批准延期%(n)s天", who=who, n=details["days"])), value("reason"), ""
        case "tip.deadline":
            return _of_deadline(details, names)
        case "tip.danger_taken_up":
            return str(_("%(who)s处置了仍可能存在的危险", who=who)), value("note"), ""
        case _:
            return _SIMPLY.get(action, _nothing)(who), "", ""


def _of_deadline(details: Mapping[str, JsonValue], names: Mapping[int, str]) -> tuple[str, str, str]:
    """A reminder or a step up the ladder: of what, and who was told."""
    heading, what = deadline_said(details)
    people = listed(names[person] for person in details["told"] if person in names)
    told = _("已告知%(people)s。", people=people) if people else _("没有可以告知的人。")
    return heading, f"{what}\n{told}", "" if details["step"] in ("soon", "today") else "bad"


def _nothing(_who: str) -> str:
    return ""


_SIMPLY: Mapping[str, Callable[[str], str]] = {
    "tip.reply": lambda who: _("%(who)s答复举报人", who=who),
    "tip.withdraw": lambda who: _("%(who)s撤回举报", who=who),
    "tip.archive": lambda who: _("%(who)s归档", who=who),
    "tip.photo": lambda who: _("%(who)s补充了照片", who=who),
    "identity.unseal": lambda who: _("身份保管员%(who)s启封了举报人身份", who=who),
}
"""Actions whose heading says all there is to say."""


def _coded(table: str, code: str) -> str:
    return str(_(word(table, code))) if code else ""


def _name(account_id: JsonValue | None, names: Mapping[int, str]) -> str:
    return names.get(account_id, "") if isinstance(account_id, int) else ""
