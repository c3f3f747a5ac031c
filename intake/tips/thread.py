"""The thread between the reporter and the office: answering, adding, withdrawing, and saying "not mended".

A withdrawal ends the reporter's part, not a danger: a tip about harm to a child stays withdrawn, lies with
county triage from then on, and is on their list until they have taken it up (`take_up_danger`).
"""

from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.tips.asking import keep_answer, times_not_fixed
from intake.tips.asks import NOT_FIXED
from intake.tips.following import row_by_code, survivor_of
from intake.tips.masking import mask
from intake.tips.models import Tip, TipMessage, TipPhoto
from intake.tips.photos import MOST, CleanPhoto, store
from intake.tips.promising import chinese_day, promise_again
from intake.tips.queries import load_tip, merged_into, recused_people
from intake.tips.routing import assign_by_rule, choose_for, lay_with, recuse, triage_for
from intake.tips.rules import HARM, LONGEST_TEXT, URGENT, visible
from intake.tips.sealing import add_contact
from intake.tips.showing import categories_of
from intake.tips.values import Unlocked
from intake.workflows import TIP, TIP_OPEN
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid, NotFound, WrongState
from publishing.kernel.identity import REPORTER, SYSTEM, Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.transition import check, move

_ENOUGH = 2
"""So often not fixed, an unlicensed place is for county triage to think about."""
WITHDRAWN = "您已撤回这件举报。"
WITHDRAWN_DANGER = "您已撤回这件举报。事关孩子安全，教育局仍会继续处理。"


def reopened(conclude_by: date) -> str:
    """Told when the reporter has the tip checked again."""
    return f"已收到您的意见，将由另外的人员重新核查。我们会在{chinese_day(conclude_by)}前告诉您结果。"


def handled_again(conclude_by: date) -> str:
    """Told to everybody else whose report it is, and when the county has it checked again."""
    return f"您的举报重新办理，由另一名工作人员核查。我们会在{chinese_day(conclude_by)}前告诉您结果。"


def post(
    session: Session, tip: Tip, *, direction: str, body: str, account_id: int | None, now: datetime
) -> None:
    """Adds a message of the office to the thread."""
    session.add(TipMessage(tip_id=tip.id, direction=direction, body=body, at=now, account_id=account_id))
    session.flush()


def answer(
    session: Session, code: str | Unlocked, body: str, *, secret: bytes, now: datetime, contact: str = ""
) -> None:
    """Keeps the reporter's words: the answer to a question, or something to add while the tip is open. What
    of them is their contact, if they say so, is sealed.

    The same words sent twice are kept once. Raises NotFound for a code that is none, WrongState when the tip
    is no longer open, Invalid for an empty or too long text and where nothing can seal the contact."""
    tip = _of_code(session, code, secret)
    words = _words(body)
    if tip.state not in TIP_OPEN:
        raise WrongState(action="answer", state=tip.state, workflow=TIP.name)
    last = session.scalars(
        select(TipMessage).where(TipMessage.tip_id == tip.id).order_by(TipMessage.id.desc()).limit(1)
    ).first()
    if last is not None and last.direction == "answer" and last.body == words:
        return
    session.add(TipMessage(tip_id=tip.id, direction="answer", body=words, at=now))
    session.flush()
    if contact:
        add_contact(session, tip, contact, now=now)
    if tip.state == "need_info":
        # the words stay in the thread; the audit log only knows that there are some
        move(session, tip, TIP, "answer", actor=REPORTER, facts={"reply": "given"}, now=now)
        session.flush()


def add_photo(
    session: Session, code: str | Unlocked, photo: CleanPhoto, *, secret: bytes, uploads: Path, now: datetime
) -> None:
    """Adds a photo to an open tip. Raises NotFound, WrongState, and Invalid(reason="too_many")."""
    tip = _of_code(session, code, secret)
    if tip.state not in TIP_OPEN:
        raise WrongState(action="answer", state=tip.state, workflow=TIP.name)
    query = select(func.count()).select_from(TipPhoto).where(TipPhoto.tip_id == tip.id)
    if (session.scalar(query) or 0) >= MOST:
        raise Invalid(field="photo", reason="too_many", most=MOST)
    session.add(
        TipPhoto(
            tip_id=tip.id,
            file=store(uploads, photo),
            width=photo.width,
            height=photo.height,
            size=len(photo.jpeg),
            added_at=now,
        )
    )
    record(session, actor=REPORTER, action="tip.photo", subject=f"tip:{tip.id}", details={}, now=now)


def withdraw(session: Session, code: str | Unlocked, *, secret: bytes, now: datetime) -> None:
    """Withdraws an open tip; one about harm to a child (or otherwise urgent) is handed on to county triage as
    a danger. Withdrawing twice changes nothing. Raises NotFound, WrongState."""
    tip = _of_code(session, code, secret)
    if tip.state == "withdrawn":
        return
    danger = tip.category == HARM or tip.urgency == URGENT
    move(session, tip, TIP, "withdraw", actor=REPORTER, facts={"danger_goes_on": danger}, now=now)
    tip.withdrawn_at = now
    if danger:
        tip.danger_goes_on = True
        lay_with(tip, triage_for(session, tip, hold="harm", on=local_day(now)))
    notice = WITHDRAWN_DANGER if danger else WITHDRAWN
    post(session, tip, direction="notice", body=notice, account_id=None, now=now)


def take_up_danger(session: Session, tip_id: int, *, note: str, actor: Actor, now: datetime) -> None:
    """County triage notes what was done about the danger of a withdrawn tip; it leaves their list.

    Raises NotFound, Forbidden, WrongState where there is nothing to take up, Invalid without a note."""
    tip = load_tip(session, tip_id)
    if not visible(actor, tip, recused_people(session, tip_id)):
        raise NotFound(what="tip")
    actor.require(Permission.TIP_DECLINE, tip.division_path)
    if not tip.danger_goes_on:
        raise WrongState(action="take_up", state=tip.state, workflow=TIP.name)
    if not note.strip():
        raise Invalid(field="note", reason="required")
    tip.danger_goes_on = False
    record(
        session,
        actor=actor,
        action="tip.danger_taken_up",
        subject=f"tip:{tip.id}",
        details={"note": note.strip()},
        now=now,
    )


def say_fixed(
    session: Session,
    code: str | Unlocked,
    answer: str,
    *,
    reason: str = "",
    satisfaction: str = "",
    contact: str = "",
    secret: bytes,
    now: datetime,
) -> None:
    """Keeps what the reporter answers to 问题解决了吗？; "not fixed" needs the reason and opens it again
    (`not_fixed`). What is not asked (any more) changes nothing.

    Raises NotFound, Invalid for an unknown answer, and what `not_fixed` raises."""
    if answer == NOT_FIXED:
        not_fixed(session, code, reason, satisfaction=satisfaction, contact=contact, secret=secret, now=now)
        return
    own = _of_code(session, code, secret)
    keep_answer(session, own, survivor_of(session, own), answer, satisfaction=satisfaction, now=now)


def not_fixed(
    session: Session,
    code: str | Unlocked,
    body: str,
    *,
    satisfaction: str = "",
    contact: str = "",
    secret: bytes,
    now: datetime,
) -> None:
    """The reporter says that it is not mended: the tip (the one it was merged into, where it was) is reopened
    and goes to another officer at once; whoever handled it before does not see it any more. Said twice of an
    unlicensed place, it waits for county triage instead. The same words sent twice count once.

    Raises NotFound, WrongState, and Invalid for an empty or too long text or an unknown satisfaction."""
    own = _of_code(session, code, secret)
    tip = survivor_of(session, own) if own.state == "merged" else own
    words = _words(body)
    last = session.scalars(
        select(TipMessage)
        .where(TipMessage.tip_id == own.id, TipMessage.direction == "answer")
        .order_by(TipMessage.id.desc())
        .limit(1)
    ).first()
    if tip.state in ("assigned", "reopened") and last is not None and last.body == words:
        return
    check(tip, TIP, "reopen", REPORTER)
    message = TipMessage(tip_id=own.id, direction="answer", body=words, at=now)
    session.add(message)
    session.flush()
    if contact:
        add_contact(session, own, contact, now=now)
    keep_answer(session, own, tip, NOT_FIXED, satisfaction=satisfaction, message=message, now=now)
    move(session, tip, TIP, "reopen", actor=REPORTER, facts={"reason": "not_fixed"}, now=now)
    due = _begin_again(session, tip, now)
    for told in (tip, *merged_into(session, tip.id)):
        body = reopened(due) if told is own else handled_again(due)
        post(session, told, direction="notice", body=body, account_id=None, now=now)


def _begin_again(session: Session, tip: Tip, now: datetime) -> date:
    """Another officer's round; returns the day promised for it."""
    before = tip.handled_by_id
    # the first round's officers are in the audit log; the second round has its own
    tip.handled_by_id, tip.handled_at = None, None
    tip.concluded_by_id, tip.concluded_at, tip.replied_at = None, None, None
    tip.interim = False
    due = promise_again(session, tip, now=now)
    session.flush()
    if before is not None:
        recuse(session, tip, before, reason="handled_before", actor=SYSTEM, now=now)
    merged = [row.id for row in merged_into(session, tip.id)]
    if "unlicensed" in categories_of(tip) and times_not_fixed(session, [tip.id, *merged]) >= _ENOUGH:
        chosen = triage_for(session, tip, hold="", on=local_day(now))
        tip.responsible_office_id, tip.responsible_user_id = chosen.office_id, None
        words = f"无证场所，举报人再次反映没有解决，由{chosen.office_name}研判交办"
        tip.route = {"code": "not_fixed_again", "values": {"office": chosen.office_name}, "words": words}
        session.flush()
        return due
    chosen = choose_for(session, tip, recused=recused_people(session, tip.id), on=local_day(now))
    assign_by_rule(session, tip, chosen, now=now)
    return due


def _of_code(session: Session, code: str | Unlocked, secret: bytes) -> Tip:
    tip = row_by_code(session, code, secret=secret)
    if tip is None:
        raise NotFound(what="tip")
    return tip


def _words(body: str) -> str:
    words = mask(body.strip())
    if not words:
        raise Invalid(field="body", reason="required")
    if len(words) > LONGEST_TEXT:
        raise Invalid(field="body", reason="too_long", most=LONGEST_TEXT)
    return words
