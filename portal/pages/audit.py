"""操作记录: the audit log as auditors read it, with the proof that it is whole."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from publishing.kernel.audit import recent_entries, verify
from publishing.kernel.permissions import Permission
from publishing.kernel.web import read, requires

blueprint = Blueprint("audit", __name__)

_PAGE = 50


@blueprint.get("/office/audit/")
@requires(Permission.AUDIT_READ)
def index() -> ResponseReturnValue:
    """The newest entries; `?before=` goes on from an entry's number."""
    before = request.args.get("before", type=int)
    with read() as session:
        entries = recent_entries(session, limit=_PAGE, before=before)
        report = verify(session)
    older = entries[-1].id if len(entries) == _PAGE else None
    return render_template("portal/audit.html", entries=entries, report=report, older=older)
