"""The visible list of everything that answers a request."""

from flask import Flask

from intake.desk import (
    deadlines,
    grids,
    handover,
    identities,
    indicators,
    ledger,
    notices,
    office_search,
    patrols,
    phone,
    places,
    quarantine,
    reports,
    tips,
    wordings,
    work,
)
from portal import health
from portal.api import open311, verdict
from portal.pages import (
    about,
    account,
    announcements,
    audit,
    counties,
    follow_up,
    home,
    kindergartens,
    outcomes,
    people,
    search,
    statistics,
    tip_form,
    verify,
)
from publishing.desk import register

_MODULES = (
    home,
    search,
    kindergartens,
    counties,
    announcements,
    outcomes,
    statistics,
    about,
    tip_form,
    follow_up,
    verify,
    work,
    office_search,
    notices,
    tips,
    quarantine,
    wordings,
    phone,
    grids,
    patrols,
    places,
    ledger,
    reports,
    deadlines,
    handover,
    identities,
    indicators,
    register,
    account,
    people,
    audit,
    health,
    open311,
    verdict,
)


def register_blueprints(app: Flask) -> None:
    """Registers the `blueprint` of every module in the list."""
    for module in _MODULES:
        app.register_blueprint(module.blueprint)
