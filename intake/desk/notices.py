"""通知: what the office tells the person who is signed in, newest first; opening a notice's page is not
reading the case.

A notice leads to its case; whether the reader may still see that is decided there, as everywhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.desk.notices_words import sentence
from publishing.kernel.notices import Notice, mark_read, notices_of
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires

blueprint = Blueprint("notices", __name__)

_PAGE = 50
_PAGES_OF: Mapping[str, Callable[[int], str]] = {
    "tip": lambda tip_id: url_for("tips.show", tip_id=tip_id),
    "custody": lambda proposal_id: (
        # leaders are told of it too, and have no part in it
        url_for("identities.proposal", proposal_id=proposal_id)
        if current_actor().may(Permission.IDENTITY_UNSEAL)
        else ""
    ),
    "patrol": lambda _grid_id: url_for("patrols.my_month"),
    "urging": lambda urging_id: url_for("patrols.urging", urging_id=urging_id),
    "waiver": lambda waiver_id: url_for("patrols.waiver", waiver_id=waiver_id),
    "grid": lambda grid_id: url_for("grids.show", grid_id=grid_id),
    "order": lambda order_id: (
        # an officer is reminded of it too, and answers no orders
        url_for("phone.order", order_id=order_id) if current_actor().may(Permission.TIP_RECORD) else ""
    ),
    "quarantine": lambda _office: (
        url_for("quarantine.index") if current_actor().may(Permission.TIP_DECLINE) else ""
    ),
    "reporting": lambda _office: url_for("reports.index"),
    "ledger": lambda item_id: url_for("ledger.item", item_id=item_id),
}
"""The page of a subject, by its kind."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    text: str
    url: str
    at: datetime
    read: bool


@blueprint.get("/office/notices/")
@requires(Permission.OFFICE_ENTER)
def index() -> ResponseReturnValue:
    """The newest notices; `?before=` goes on from a notice's id."""
    reader = current_actor().user_id or 0
    with read() as session:
        found = notices_of(session, reader, limit=_PAGE, before=request.args.get("before", type=int))
    return render_template(
        "intake/notices.html",
        rows=[_row(notice) for notice in found],
        newest=found[0].id if found else 0,
        unread=any(not notice.read for notice in found),
        older=found[-1].id if len(found) == _PAGE else None,
    )


@blueprint.post("/office/notices/read")
@requires(Permission.OFFICE_ENTER)
def mark() -> ResponseReturnValue:
    """Everything up to the newest one that was shown is read."""
    up_to = request.form.get("up_to", 0, type=int)
    with begin() as session:
        mark_read(session, current_actor().user_id or 0, up_to=up_to, now=now())
    return redirect(url_for("notices.index"), 303)


def _row(notice: Notice) -> _Row:
    return _Row(text=sentence(notice), url=_url(notice), at=notice.at, read=notice.read)


def _url(notice: Notice) -> str:
    kind, _colon, number = notice.subject.partition(":")
    page = _PAGES_OF.get(kind)
    return page(int(number)) if page else ""
