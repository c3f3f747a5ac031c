"""The county's lists and announcements with their states: where everyone with a part in them begins."""

from flask import render_template
from flask.typing import ResponseReturnValue

from publishing.announcements.queries import find_of_batch, list_announcements
from publishing.desk.register.routes import blueprint, own_county
from publishing.divisions.queries import get_division
from publishing.kernel.accounts.queries import names_of
from publishing.kernel.permissions import Permission
from publishing.kernel.web import current_actor, read, requires, today
from publishing.registry.batches import is_outdated, list_batches
from publishing.registry.queries import counts_by_county


@blueprint.get("/")
@requires(Permission.OFFICE_ENTER)
def index() -> ResponseReturnValue:
    """Announcements first, those that wait for this person marked; then the lists they were made from."""
    actor = current_actor()
    code = own_county(actor)
    with read() as session:
        county = get_division(session, code)
        announcements = list_announcements(session, county_code=code, limit=50)
        batches = list_batches(session, code, limit=20)
        lists = [(batch, find_of_batch(session, batch.id), is_outdated(session, batch)) for batch in batches]
        people = names_of(session, {batch.imported_by_id for batch in batches})
        counts = {count.county_code: count for count in counts_by_county(session, today=today())}
    may_draft = actor.may(Permission.ANNOUNCEMENT_DRAFT)
    may_approve = actor.may(Permission.ANNOUNCEMENT_APPROVE)
    waiting = ({"draft"} if may_draft else set()) | ({"submitted", "approved"} if may_approve else set())
    return render_template(
        "publishing/register.html",
        county=county,
        announcements=announcements,
        lists=lists,
        people=people,
        count=counts.get(code),
        waiting=waiting,
        may_import=actor.may(Permission.REGISTER_IMPORT),
        may_draft=may_draft,
    )
