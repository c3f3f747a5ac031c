"""Finding a tip by its number for a custodian, who may see none."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from publishing.kernel.audit import AuditRow


def tip_id_of(session: Session, number: str) -> int | None:
    """The id of the tip that was received under this number, and nothing else of it: a custodian may see no
    tip, so that it is looked up where it was written down, in the log."""
    query = select(AuditRow.subject).where(
        AuditRow.action == "tip.receive", AuditRow.details["number"].as_string() == number
    )
    subject = session.scalars(query).one_or_none()
    return None if subject is None else int(subject.removeprefix("tip:"))
