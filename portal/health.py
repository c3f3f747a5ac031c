"""Whether the process lives and whether it can serve, for those who run it."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from portal.migrating import current_revision, newest_revision
from publishing.kernel.web import database, public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """200 as long as the process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """200 when the database answers and has the present schema, else 503 with the reason."""
    try:
        revision = current_revision(database())
    except SQLAlchemyError:
        return {"status": "no database"}, 503
    if revision != newest_revision():
        return {"status": "schema is not current"}, 503
    return {"status": "ok"}
