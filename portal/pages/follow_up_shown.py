"""From what the reporter may know of a tip to the rows that the follow-up page draws."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _

from intake.tips.values import Message, ReporterView
from portal.i18n import day, moment, short_day, word
from portal.pages.tip_form_forms import CATEGORY_WORDS

STEP_CODES = ("received", "accepted", "verifying", "concluded")
_ENDINGS = ("not_accepted", "transferred", "withdrawn")
_OWN = ("report", "answer")


def heading(view: ReporterView) -> str:
    """月山镇花园村，无证幼儿园."""
    place = "".join(view.place[1:] or view.place)
    return str(_("%(place)s，%(category)s", place=place, category=CATEGORY_WORDS[view.category]))


def steps(view: ReporterView, today: date) -> list[tuple[str, str, str]]:
    """(word, date or note, "done", "now" or "") of the public steps; a tip that ended early has two."""
    received = (word("public_step", "received"), short_day(view.received_at), "done")
    if view.state in _ENDINGS:
        return [received, (word("tip_state", view.state), _last_day(view.messages), "now")]
    now_at = STEP_CODES.index(view.public_step)
    days = {
        "received": short_day(view.received_at),
        "accepted": short_day(view.accepted_at) if view.accepted_at else "",
        "concluded": short_day(view.concluded_at) if view.concluded_at else "",
    }
    due = {deadline.code: deadline.due for deadline in view.deadlines}
    promised = {"accepted": due.get("accept"), "concluded": due.get("conclude")}
    rows = []
    for place, code in enumerate(STEP_CODES):
        finished = place < now_at or code == "concluded" == view.public_step
        note = days.get(code, "") if place <= now_at else ""
        coming = promised.get(code)
        if place > now_at and coming is not None:
            late = coming < today
            note = _("已过%(day)s", day=short_day(coming)) if late else _("%(day)s前", day=short_day(coming))
        state = "done" if finished else ("now" if place == now_at else "")
        if state == "now" and note:
            note = _("%(day)s，现在到这一步", day=note)
        rows.append((word("public_step", code), note, state))
    return rows


def overdue(view: ReporterView, today: date) -> str:
    """What a reporter is told when a promised day has gone by; empty while there is time."""
    late = [deadline for deadline in view.deadlines if deadline.due < today]
    if not late:
        return ""
    day = short_day(late[0].due)
    if late[0].code == "accept":
        return str(
            _("已超过答应您的%(day)s，还没有告诉您是否受理。系统已经督促责任人，并会逐级上报。", day=day)
        )
    return str(_("已超过答应您的%(day)s，还没有办出结果。系统已经督促责任人，并会逐级上报。", day=day))


def thread(view: ReporterView) -> list[tuple[str, str, str, str]]:
    """(who, when, text, "you", "ask" or "") of each message; the question that waits is marked."""
    asked = [message.id for message in view.messages if message.direction == "question"]
    waiting = asked[-1] if asked and view.can_answer else None
    rows = []
    for message in view.messages:
        if message.direction in _OWN:
            who, kind = _("您"), "you"
        elif message.direction == "question":
            who, kind = _("核查人员提问"), "ask" if message.id == waiting else ""
        else:
            who, kind = view.office_name, ""
        rows.append((who, moment(message.at), message.body, kind))
    return rows


def openings(view: ReporterView) -> list[str]:
    """When and why the contact was opened, a line each."""
    return [
        str(_("%(day)s，%(cause)s", day=day(opening.at), cause=word("unseal_cause", opening.cause)))
        for opening in view.openings
    ]


def _last_day(messages: Iterable[Message]) -> str:
    """The day of the office's last word."""
    days = [message.at for message in messages if message.direction not in _OWN]
    return short_day(days[-1]) if days else ""
