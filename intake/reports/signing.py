"""The leader's part: signing off what somebody else submitted, or giving it back. What is signed stays."""

from datetime import datetime

from sqlalchemy.orm import Session

from intake.reports.drafting import digest_of
from intake.reports.models import Report
from intake.reports.queries import ReportValue, load_report, report_values
from intake.reports.rules import LONGEST_REASON
from intake.workflows import REPORT
from publishing.kernel.accounts.queries import get_office
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid, OutsideJurisdiction
from publishing.kernel.identity import Actor
from publishing.kernel.numbering import next_number
from publishing.kernel.transition import check, move


def sign(
    session: Session, report_id: int, *, version: int | None = None, actor: Actor, now: datetime
) -> ReportValue:
    """Signs the report as it was submitted: number, name and day become part of its content, and their digest
    is kept. Nobody can change it afterwards; the database refuses too.

    Raises what `transition.move` raises (SamePerson for whoever submitted it), and StaleForm.
    """
    row = _own(session, report_id, actor, version)
    check(row, REPORT, "sign", actor)
    office = get_office(session, row.office_id)
    day = local_day(now)
    running = next_number(session, f"report:{office.id}:{day.year}")
    # a central school has the prefix of its county, which is not its own
    school = office.kind == "central_school"
    prefix = f"{office.short_name}中心校" if school else f"{office.document_prefix}报"
    number = f"{prefix}〔{day.year}〕{running}号"
    content = {
        **(row.content or {}),
        "number": number,
        "signed_by": actor.name,
        "signed_on": day.isoformat(),
    }
    digest = digest_of(content)
    row.content, row.digest, row.number = content, digest, number
    row.signed_by_id, row.signed_at = actor.user_id, now
    move(session, row, REPORT, "sign", actor=actor, facts={"number": number, "digest": digest}, now=now)
    session.flush()
    return report_values(session, [row])[0]


def give_back(
    session: Session,
    report_id: int,
    reason: str,
    *,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> ReportValue:
    """Back to the clerk, with the reason. Raises what `transition.move` raises, StaleForm, and
    Invalid(`reason`: required, too_long)."""
    row = _own(session, report_id, actor, version)
    check(row, REPORT, "give_back", actor)
    said = reason.strip()
    if not said:
        raise Invalid(field="reason", reason="required")
    if len(said) > LONGEST_REASON:
        raise Invalid(field="reason", reason="too_long", longest=LONGEST_REASON)
    move(session, row, REPORT, "give_back", actor=actor, facts={"reason": said}, now=now)
    row.content = row.submitted_by_id = row.submitted_at = None
    row.return_reason = said
    session.flush()
    return report_values(session, [row])[0]


def is_whole(report: ReportValue) -> bool:
    """Whether a signed report is what its digest says."""
    return report.content is not None and report.digest == digest_of(report.content)


def _own(session: Session, report_id: int, actor: Actor, version: int | None) -> Report:
    row = load_report(session, report_id, actor=actor, version=version)
    if row.office_id != actor.office_id:
        raise OutsideJurisdiction(action="report.sign")
    return row
