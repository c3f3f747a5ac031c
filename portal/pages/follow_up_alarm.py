"""An alarm when more receipt codes are typed than people have: it is told, and nobody is locked out by it."""

from flask import current_app

from portal.limits import EVERYBODY, RECEIPT_SITE
from publishing.kernel.accounts.queries import list_people
from publishing.kernel.notices import notify
from publishing.kernel.permissions import Role
from publishing.kernel.web import begin, counts, now

_HOUR = 3600


def watch_guesses() -> None:
    """Counts a code that was typed, right or wrong; above the usual the city's administrators are told, once
    an hour."""
    if not counts().hit(RECEIPT_SITE, EVERYBODY) or not counts().first("alarm.receipts", _HOUR):
        return
    current_app.logger.warning("more receipt codes are typed than usual: somebody may be guessing")
    at = now()
    with begin() as session:
        notify(
            session,
            account_ids=[person.id for person in list_people(session, role=Role.CITY_ADMIN)],
            kind="receipts_guessed",
            subject="site:receipts",
            values={},
            now=at,
            key=f"receipts_guessed:{at:%Y-%m-%dT%H}",
        )
