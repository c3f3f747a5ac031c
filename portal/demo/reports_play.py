"""Reports of one county in every state: signed in time, waiting for a signature, in work, not begun."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from intake.reports.drafting import begin_report, submit, write_words
from intake.reports.rules import Span, span_of
from intake.reports.signing import sign
from publishing.kernel.accounts.queries import find_person, list_offices, list_people
from publishing.kernel.clock import local_day
from publishing.kernel.db import Database
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Role

_COUNTY = "boai"
_SIGNED, _SUBMITTED, _DRAFTED = 4, 6, 7
"""Of the county's central schools in the order of their codes: the first four signed, and so on."""
_PLANS = (
    "部分自然村居住分散，月底集中巡查的情况还有。",
    "下一步把巡查日期排到每月上旬，并在开学前后各增加一次到访。",
)


def play_reports(database: Database, *, now: datetime) -> None:
    """The half-year and the year that run, as the county's offices have reported on them so far."""
    span = span_of("township_half", local_day(now))
    at = now - timedelta(hours=20)
    with database.begin() as session:
        leader, clerk = (find_person(session, f"{_COUNTY}-{who}") for who in ("leader", "triage"))
        if leader is None or clerk is None:
            raise LookupError(_COUNTY)
        path = leader.office.division_path
        schools = [
            office
            for office in list_offices(session, kind="central_school")
            if office.division_path.startswith(path)
        ]
        for number, school in enumerate(schools[:_DRAFTED]):
            heads = list_people(session, office_ids=[school.id], role=Role.CENTRAL_SCHOOL)
            writers = list_people(session, office_ids=[school.id], role=Role.SUPERVISOR)
            if heads and writers:
                state = "signed" if number < _SIGNED else "submitted" if number < _SUBMITTED else "draft"
                _report(session, span, state, clerk=writers[0].actor(), leader=heads[0].actor(), at=at)
        year = Span(year=local_day(now).year, half=0)
        _report(session, year, "submitted", clerk=clerk.actor(), leader=leader.actor(), at=now)


def _report(session: Session, span: Span, until: str, *, clerk: Actor, leader: Actor, at: datetime) -> None:
    begun = begin_report(session, year=span.year, half=span.half, actor=clerk, now=at, today=local_day(at))
    if until == "draft":
        return
    words = {"plans": "\n".join(_PLANS), "assessment": "对各中心校按巡查、整改和群众反映逐一评议。"}
    write_words(session, begun.id, words, actor=clerk, now=at)
    submit(session, begun.id, actor=clerk, now=at, today=local_day(at))
    if until == "signed":
        sign(session, begun.id, actor=leader, now=at + timedelta(hours=2))
