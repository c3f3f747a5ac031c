"""Ledger items of an area, as reports and indicators count them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.ledger.facts import ItemFact, LetterFact
from intake.ledger.models import LedgerItem, Letter, Notice
from intake.workflows import LEDGER
from publishing.kernel.audit import first_moments
from publishing.kernel.clock import day_start, local_day


def item_facts(
    session: Session, *, within: str, last: date, but_tips: Collection[int] = ()
) -> tuple[ItemFact, ...]:
    """All items below the path `within` that were opened by the end of `last`, by number of their row;
    without those that hang on `but_tips`. The days of filing up and handing over are those of the audit log.
    """
    chosen = (
        LedgerItem.division_path.startswith(within, autoescape=True),
        LedgerItem.opened_at < day_start(date.fromordinal(last.toordinal() + 1)),
    )
    notices: defaultdict[int, list[date]] = defaultdict(list)
    joined = select(Notice.item_id, Notice.issued_on).join(LedgerItem, LedgerItem.id == Notice.item_id)
    for item_id, issued_on in session.execute(joined.where(*chosen).order_by(Notice.id)):
        notices[item_id].append(issued_on)
    letters: defaultdict[int, list[LetterFact]] = defaultdict(list)
    sent = select(Letter).join(LedgerItem, LedgerItem.id == Letter.item_id).where(*chosen).order_by(Letter.id)
    for letter in session.scalars(sent):
        letters[letter.item_id].append(
            LetterFact(sent_on=letter.sent_on, reply_due_on=letter.reply_due_on, replied_on=letter.replied_on)
        )
    filed = _days(session, "file_up")
    handed = _days(session, "hand_over")
    rows = session.scalars(select(LedgerItem).where(*chosen).order_by(LedgerItem.id))
    return tuple(
        ItemFact(
            id=row.id,
            number=row.number,
            kind=row.kind,
            category=row.category,
            severity=row.severity,
            source=row.source,
            division_path=row.division_path,
            premises=row.premises,
            grid_id=row.grid_id,
            tip_id=row.tip_id,
            opened_on=local_day(row.opened_at),
            due_on=row.due_on,
            notices=tuple(notices[row.id]),
            letters=tuple(letters[row.id]),
            filed_on=filed.get(row.id),
            handed_on=handed.get(row.id),
            struck_off_on=row.struck_off_on,
            relapse_of_id=row.relapse_of_id,
        )
        for row in rows
        if row.tip_id is None or row.tip_id not in but_tips
    )


def _days(session: Session, action: str) -> dict[int, date]:
    moments = first_moments(session, f"{LEDGER.name}.{action}")
    return {int(subject.partition(":")[2]): local_day(at) for subject, at in moments.items()}
