"""Reports that came by other ways: another app by Open311, two orders of 12345 about one matter, a letter."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from intake.cases.phoning import Told, record_by_phone
from intake.tips.orders import Order, keep_order
from intake.tips.receiving import Submission, receive
from publishing.divisions.queries import load_gazetteer
from publishing.divisions.resolving import Gazetteer
from publishing.kernel.accounts.queries import find_person
from publishing.kernel.clock import local_day
from publishing.kernel.db import Database
from publishing.kernel.identity import Actor
from publishing.kernel.settings import Settings, secret

_BY_APP = Submission(
    token="open311:demo",  # noqa: S106 (of an invented report)
    channel="open311",
    categories=("fire",),
    text="二楼窗户全焊了铁栏杆，只有一个楼梯，楼下还放着电动车充电。",
    place_words="博爱县磨头镇磨头村",
)
_FIRST = Submission(
    token="demo-12345-first",  # noqa: S106
    categories=("food",),
    text="孩子说午饭的豆芽有股怪味，吃了拉肚子，好几家都这样。",
    place_words="博爱县柏山镇柏山村委会西边",
    kindergarten_name="小脚丫",
)
_SECOND = Submission(
    token="demo-12345-second",  # noqa: S106
    categories=("food",),
    text="柏山村委会西边那家，孩子连着两天拉肚子，请查一查食堂。",
    place_words="博爱县柏山镇柏山村委会西边",
    contact_name="毋秋分",
    contact="15400010033",
)
_LETTER = Submission(
    token="demo-letter",  # noqa: S106
    categories=("premises",),
    text="教室后墙裂了一指宽的缝，下雨往里渗水，请派人看看。",
    place_words="博爱县许良镇许良村",
)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where the office writes down what it is told."""

    session: Session
    settings: Settings
    gazetteer: Gazetteer

    def write(self, submission: Submission, told: Told, actor: Actor, at: datetime) -> int:
        return record_by_phone(
            self.session,
            submission,
            told=told,
            gazetteer=self.gazetteer,
            secret=secret(self.settings, "receipts"),
            uploads=self.settings.uploads,
            actor=actor,
            now=at,
        ).tip_id


def play_channels(settings: Settings, database: Database, *, answered_tip: int, now: datetime) -> None:
    """`answered_tip` is one that was replied to: its order waits for the answer to be sent back."""
    hotline, triage = _who(database, "boai-hotline"), _who(database, "boai-triage")
    with database.read() as session:
        gazetteer = load_gazetteer(session)
    with database.begin() as session:
        receive(
            session,
            _BY_APP,
            gazetteer=gazetteer,
            secret=secret(settings, "receipts"),
            uploads=settings.uploads,
            now=now - timedelta(hours=20),
        )
        desk = _Desk(session, settings, gazetteer)
        at = now - timedelta(days=2, hours=1)
        first = desk.write(_FIRST, _ordered(_number(now, 417), at), hotline, at)
        at += timedelta(hours=22)
        desk.write(_SECOND, _ordered(_number(now, 436), at, same_as_id=first), triage, at)
        letter_on = local_day(now - timedelta(days=6))
        at = now - timedelta(days=3)
        desk.write(_LETTER, Told(channel="letter", letter_on=letter_on), hotline, at)
        order = Order(number=_number(now, 388), due_at=now + timedelta(days=1))
        at = now - timedelta(days=4)
        keep_order(session, answered_tip, channel="hotline", order=order, actor=hotline, now=at)


def _who(database: Database, username: str) -> Actor:
    with database.read() as session:
        person = find_person(session, username)
    if person is None:
        raise LookupError(f"the demonstration has no {username}")
    return person.actor()


def _number(now: datetime, running: int) -> str:
    """An invented order number in the look of a city's own."""
    return f"JZ{local_day(now):%Y%m%d}-{running:05}"


def _ordered(number: str, at: datetime, same_as_id: int | None = None) -> Told:
    order = Order(number=number, dispatched_at=at - timedelta(hours=2), due_at=at + timedelta(days=5))
    return Told(channel="hotline", order=order, same_as_id=same_as_id)
