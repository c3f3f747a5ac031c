"""One list: its check report, what announcing it would change, and the way to its announcement."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from publishing.announcements.drafting import draft_from_batch
from publishing.announcements.queries import find_of_batch, latest_of_county
from publishing.announcements.wording import placed_name
from publishing.desk.register.forms import DraftForm, PartialDraftForm, sentence_of
from publishing.desk.register.routes import blueprint, own_batch
from publishing.desk.register.showing import differences, groups_of, report_view
from publishing.divisions.queries import get_division
from publishing.kernel.accounts.queries import names_of
from publishing.kernel.errors import Invalid
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires
from publishing.registry.batches import batch_changes, is_outdated


@blueprint.get("/lists/<int:batch_id>")
@requires(Permission.OFFICE_ENTER)
def batch(batch_id: int) -> ResponseReturnValue:
    """导入检查结果."""
    return _page(batch_id, None)


@blueprint.post("/lists/<int:batch_id>/draft")
@requires(Permission.ANNOUNCEMENT_DRAFT)
def draft_list(batch_id: int) -> ResponseReturnValue:
    """Drafts the list's announcement and goes on to its words; sent twice, it is one draft."""
    actor = current_actor()
    with read() as session:
        stored = own_batch(session, actor, batch_id)
    form = PartialDraftForm() if stored.report["rejected"] else DraftForm()
    if not form.validate_on_submit():
        return _page(batch_id, form), 422
    try:
        with begin() as session:
            drafted = draft_from_batch(session, batch_id, actor=actor, now=now())
    except Invalid as refusal:
        form.form_errors = [sentence_of(refusal)]
        return _page(batch_id, form), 422
    return redirect(url_for("register.announcement", announcement_id=drafted.id))


def _page(batch_id: int, form: DraftForm | None) -> str:
    actor = current_actor()
    with read() as session:
        stored = own_batch(session, actor, batch_id)
        changes = batch_changes(session, batch_id)
        announcement = find_of_batch(session, batch_id)
        previous = latest_of_county(session, stored.county_code, with_list=True)
        outdated = is_outdated(session, stored)
        county = get_division(session, stored.county_code)
        people = names_of(session, {stored.imported_by_id})
    drafting = actor.may(Permission.ANNOUNCEMENT_DRAFT) and announcement is None and not outdated
    if form is None and drafting:
        form = PartialDraftForm(formdata=None) if stored.report["rejected"] else DraftForm(formdata=None)
    settled = stored.announcement_id is not None or outdated
    settled = settled or (announcement is not None and announcement.state != "draft")
    return render_template(
        "publishing/list.html",
        batch=stored,
        county=county,
        imported_by=people.get(stored.imported_by_id, ""),
        report=report_view(stored.report),
        groups=groups_of(changes),
        differences=differences,
        placed_name=placed_name,
        questions=[change for change in changes if change.is_question],
        may_answer=actor.may(Permission.REGISTER_IMPORT) and not settled,
        announcement=announcement,
        previous=previous,
        outdated=outdated,
        form=form,
        drafting=drafting,
        may_import=actor.may(Permission.REGISTER_IMPORT),
    )
