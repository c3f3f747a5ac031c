"""Merging 并案: two tips about one thing are handled as one; every reporter keeps an own thread."""

from datetime import datetime

from sqlalchemy.orm import Session

from intake.cases import wording
from intake.cases.loading import load_case
from intake.tips.queries import merged_into, recused_people
from intake.tips.routing import recuse
from intake.tips.thread import post
from intake.workflows import TIP, TIP_OPEN
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.transition import check, move


def merge(
    session: Session,
    tip_id: int,
    *,
    survivor_id: int,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Merges the tip into `survivor_id`; the reporter is told, and is later answered with the other one.

    Raises Invalid(survivor_id, reason): same (the tip itself), unknown (not this person's to see), not_open
    (concluded, merged and the like), recused (its officer must not see this tip, so the two stay apart); and
    what `move` raises. Whoever is recused from the one is recused from the other from now on.
    """
    row = load_case(session, tip_id, actor=actor, version=version)
    check(row, TIP, "merge", actor)
    if survivor_id == tip_id:
        raise Invalid(field="survivor_id", reason="same")
    try:
        survivor = load_case(session, survivor_id, actor=actor, version=None)
    except NotFound as unknown:
        raise Invalid(field="survivor_id", reason="unknown") from unknown
    if survivor.state not in TIP_OPEN:
        raise Invalid(field="survivor_id", reason="not_open", state=survivor.state)
    recused = recused_people(session, tip_id)
    if recused & {survivor.responsible_user_id, survivor.handled_by_id}:
        raise Invalid(field="survivor_id", reason="recused")
    for account_id in sorted(recused):
        recuse(session, survivor, account_id, reason="declared", actor=actor, now=now)
    row.merged_into_id = survivor.id
    for earlier in merged_into(session, tip_id):
        # a tip that was merged into this one follows it, so that its reporter is answered too
        earlier.merged_into_id = survivor.id
    move(session, row, TIP, "merge", actor=actor, facts={"survivor": survivor.number}, now=now)
    post(session, row, direction="notice", body=wording.merged(), account_id=actor.user_id, now=now)
    session.flush()
