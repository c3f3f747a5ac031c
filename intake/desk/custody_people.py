"""保管员: who can open identities, county by county, and what is missing there."""

from flask import render_template
from flask.typing import ResponseReturnValue

from intake.custody.queries import candidates_for, custody_of, divisions_of
from publishing.kernel.accounts.queries import get_office
from publishing.kernel.permissions import Permission
from publishing.kernel.web import current_actor, now, read, requires


@requires(Permission.IDENTITY_UNSEAL)
def index() -> ResponseReturnValue:
    """Every county that this person opens, and the one of their office."""
    actor = current_actor()
    with read() as session:
        held = divisions_of(session, actor.user_id or 0)
        own = get_office(session, actor.office_id or 0).division_code
        shown = [custody_of(session, code, now=now()) for code in dict.fromkeys((own, *held))]
        candidates = {
            custody.division_code: candidates_for(session, custody.division_code) for custody in shown
        }
    return render_template(
        "intake/identities/custodians.html",
        custodies=shown,
        held=held,
        candidates=candidates,
        reader=actor.user_id,
    )
