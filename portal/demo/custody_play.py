"""What the demonstration's custodians did: an identity was opened, and a third custodian is proposed."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from intake.custody.enrolling import enrol
from intake.custody.proposing import propose
from intake.custody.unlocking import unlock
from intake.custody.wrapping import make_personal
from intake.tips.unsealing import unseal
from portal.demo.staffing import PASSPHRASE
from publishing.kernel.accounts.queries import Person, find_person
from publishing.kernel.db import Database
from publishing.kernel.errors import NotFound

_COUNTY = "410822000000"


def play_custody(database: Database, *, tip_id: int, now: datetime) -> None:
    """Opens the identity of a concluded report of 博爱县, six weeks ago; proposes a custodian, yesterday."""
    made = make_personal(PASSPHRASE)
    with database.begin() as session:
        custodian, third = (_person(session, f"boai-custodian{number}").actor() for number in ("", "3"))
        keyring = unlock(session, PASSPHRASE, actor=custodian, now=now)
        unseal(
            session,
            tip_id,
            keyring=keyring,
            cause="contact",
            reason="需要向举报人核对孩子去向，由核查人员提出，负责人同意。",
            form="demo",
            actor=custodian,
            now=now - timedelta(days=44),
        )
        enrol(session, made, actor=third, now=now - timedelta(days=2))
        propose(
            session,
            _COUNTY,
            candidate_id=int(third.user_id or 0),
            reason="现有保管员下月轮岗，提前安排接手。",
            keyring=keyring,
            actor=custodian,
            now=now - timedelta(days=1),
        )


def _person(session: Session, username: str) -> Person:
    person = find_person(session, username)
    if person is None:
        raise NotFound(what=f"account {username}")
    return person
