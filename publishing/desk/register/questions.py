"""Answering why a kindergarten is no longer on the list."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from publishing.announcements.drafting import answer_question
from publishing.announcements.wording import placed_name
from publishing.desk.register.forms import AnswerForm, sentence_of, show_refusal
from publishing.desk.register.routes import blueprint, own_batch
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires
from publishing.kernel.words import WORDS
from publishing.registry.answers import Answer
from publishing.registry.batches import BatchChange, batch_changes
from publishing.registry.settling import answers_to


@blueprint.route("/lists/<int:batch_id>/questions/<int:change_id>", methods=["GET", "POST"])
@requires(Permission.REGISTER_IMPORT)
def question(batch_id: int, change_id: int) -> ResponseReturnValue:
    """One kindergarten, the possible answers, and the reason that will be published."""
    actor = current_actor()
    with read() as session:
        own_batch(session, actor, batch_id)
        found = next((c for c in batch_changes(session, batch_id) if c.id == change_id), None)
    if found is None or not found.is_question:
        raise NotFound(what="change")
    form = AnswerForm(data={"answer": found.answer and found.answer.value, "reason": found.reason})
    form.answer.choices = [(answer.value, _said(answer)) for answer in answers_to(found)]
    if not form.validate_on_submit():
        return _page(batch_id, found, form), 422 if form.errors else 200
    try:
        with begin() as session:
            answer_question(
                session,
                batch_id,
                change_id,
                Answer(form.answer.data),
                reason=form.reason.data or "",
                actor=actor,
                now=now(),
            )
    except Invalid as refusal:
        if not show_refusal(form, refusal):
            form.form_errors = [sentence_of(refusal)]
        return _page(batch_id, found, form), 422
    flash(_("已经记下"))
    return redirect(url_for("register.batch", batch_id=batch_id) + "#questions")


def _said(answer: Answer) -> str:
    if answer is Answer.KEEP:
        return str(_("没有变化，是名单漏写或误写"))
    chinese = WORDS["licence_event"][answer.value]
    return str(_(chinese))


def _page(batch_id: int, found: BatchChange, form: AnswerForm) -> str:
    facts = found.change.before or found.change.after
    return render_template(
        "publishing/question.html",
        batch_id=batch_id,
        facts=facts,
        name=facts and placed_name(facts),
        form=form,
    )
