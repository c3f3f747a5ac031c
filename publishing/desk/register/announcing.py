"""One announcement: what it says, what is still missing, its words while it is a draft, and its PDF."""

from collections import Counter

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from publishing.announcements.approving import possible_actions
from publishing.announcements.drafting import draft, edit
from publishing.announcements.printing import NO_HOTLINE_YET, NO_NUMBER_YET, document_of
from publishing.announcements.queries import AnnouncementValue, items_of
from publishing.announcements.wording import placed_name, removed_paragraphs
from publishing.announcements.workflow import ANNOUNCEMENT
from publishing.desk.register.forms import (
    GiveBackForm,
    StepForm,
    WordsForm,
    sentence_of,
    show_refusal,
    version_of,
)
from publishing.desk.register.routes import blueprint, own_announcement, own_county
from publishing.kernel.documents import render
from publishing.kernel.errors import Invalid, StaleForm, WrongState
from publishing.kernel.permissions import Permission
from publishing.kernel.typesetting import chinese_date
from publishing.kernel.web import begin, current_actor, now, read, requires, settings


@blueprint.get("/announcements/<int:announcement_id>")
@requires(Permission.OFFICE_ENTER)
def announcement(announcement_id: int) -> ResponseReturnValue:
    """The announcement with the steps that this person may take."""
    return announcement_page(announcement_id, None)


@blueprint.route("/announcements/new", methods=["GET", "POST"])
@requires(Permission.ANNOUNCEMENT_DRAFT)
def new() -> ResponseReturnValue:
    """A plain announcement, without a list."""
    actor = current_actor()
    own_county(actor)
    form = WordsForm()
    if not form.validate_on_submit():
        return _words_page(form, None), 422 if form.errors else 200
    try:
        with begin() as session:
            drafted = draft(session, title=form.title.data, body=form.body.data, actor=actor, now=now())
    except Invalid as refusal:
        _show(form, refusal)
        return _words_page(form, None), 422
    return redirect(url_for("register.announcement", announcement_id=drafted.id))


@blueprint.route("/announcements/<int:announcement_id>/edit", methods=["GET", "POST"])
@requires(Permission.ANNOUNCEMENT_DRAFT)
def edit_words(announcement_id: int) -> ResponseReturnValue:
    """Title and body of a draft; what was typed is kept where somebody else changed it in the meantime."""
    actor = current_actor()
    with read() as session:
        value = own_announcement(session, actor, announcement_id)
    if request.method == "GET":
        if value.state != ANNOUNCEMENT.initial:
            return redirect(url_for("register.announcement", announcement_id=announcement_id))
        form = WordsForm(
            formdata=None, data={"title": value.title, "body": value.body, "version": value.version}
        )
        return _words_page(form, value)
    form = WordsForm()
    if not form.validate_on_submit():
        return _words_page(form, value), 422
    try:
        with begin() as session:
            edit(
                session,
                announcement_id,
                title=form.title.data,
                body=form.body.data,
                version=version_of(form),
                actor=actor,
                now=now(),
            )
    except Invalid as refusal:
        _show(form, refusal)
        return _words_page(form, value), 422
    except (StaleForm, WrongState):
        if (value.title, value.body) != (form.title.data, form.body.data):
            form.form_errors = [_("您填写的时候，这份公告已经有了变化，这次没有保存。您填的内容还在下面。")]
            return _words_page(form, value), 409
    flash(_("已经保存"))
    return redirect(url_for("register.announcement", announcement_id=announcement_id))


@blueprint.get("/announcements/<int:announcement_id>/preview.pdf")
@requires(Permission.OFFICE_ENTER)
def preview(announcement_id: int) -> Response:
    """The PDF as it is, or would be, published."""
    with read() as session:
        own_announcement(session, current_actor(), announcement_id)
        document = document_of(session, announcement_id, public_url=settings().public_url, now=now())
    response = make_response(render(document))
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="announcement-{announcement_id}.pdf"'
    return response


def announcement_page(
    announcement_id: int, give_back: GiveBackForm | None, *, refusal: str | None = None
) -> str:
    """The page of an announcement; `give_back` with what was typed, `refusal` why a step was not taken."""
    actor = current_actor()
    with read() as session:
        value = own_announcement(session, actor, announcement_id)
        items = items_of(session, announcement_id)
        actions = possible_actions(session, announcement_id, actor)
    if give_back is None:
        give_back = GiveBackForm(formdata=None, data={"version": value.version})
    return render_template(
        "publishing/announcement.html",
        announcement=value,
        placed_name=placed_name,
        # the document itself is Chinese in either language
        number=value.number or NO_NUMBER_YET,
        paragraphs=(
            *value.paragraphs,
            *removed_paragraphs(items),
            f"监督举报电话：{value.hotline or NO_HOTLINE_YET}。",
        ),
        signed_on=chinese_date(value.dated_on) if value.dated_on else "",
        listed=[item for item in items if item.change != "removed"],
        changed=Counter(item.change for item in items),
        actions=actions,
        step=StepForm(formdata=None, data={"version": value.version}),
        form=give_back,
        refusal=refusal,
        may_edit=value.state == ANNOUNCEMENT.initial and actor.may(Permission.ANNOUNCEMENT_DRAFT),
    )


def _show(form: WordsForm, refusal: Invalid) -> None:
    if not show_refusal(form, refusal):
        form.form_errors = [sentence_of(refusal)]


def _words_page(form: WordsForm, value: AnnouncementValue | None) -> str:
    return render_template("publishing/words.html", form=form, announcement=value)
