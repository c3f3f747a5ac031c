"""答复模板: a county's own texts with gaps that each case fills in, tried before they are kept."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.cases.rules import OUTCOMES
from intake.desk.tips_refusals import put_on
from intake.wordings.keeping import add_wording, change_wording, set_in_use
from intake.wordings.queries import Wording, get_wording, wordings_of
from intake.wordings.rules import GAPS, LONGEST_BODY, LONGEST_TITLE, STEPS, fill
from publishing.kernel.accounts.queries import names_of
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import Form, HiddenField, Needed, RadioField, SelectField, TextArea, TextField
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires
from publishing.kernel.words import choices

blueprint = Blueprint("wordings", __name__)


class WordingForm(Form):
    """One text."""

    version = HiddenField()
    title = TextField(
        _l("名称"),
        [Needed(_l("请写一个好认的名称，例如“属实，已责令停止招生”"))],
        description=_l("只在办公页面里看到。"),
        render_kw={"maxlength": LONGEST_TITLE},
    )
    step = RadioField(
        _l("用在哪一步"),
        [Needed(_l("请选择用在哪一步，例如“答复”"))],
        choices=choices("tip_action", *STEPS),
        render_kw={"classes": "govuk-radios--small"},
    )
    outcome = SelectField(
        _l("只用于哪种核查结论"),
        choices=[("", _l("不限")), *choices("outcome", *OUTCOMES)],
        default="",
        description=_l("只对“答复”起作用。"),
        render_kw={"mark_optional": False},
    )
    body = TextArea(
        _l("正文"),
        [Needed(_l("请写下这段话，例如“经核查，您反映的情况【核查结论】。”"))],
        description=_l("不要写人名、电话和门牌号。【】里是空，办理时按每件举报填上。"),
        render_kw={"rows": 6, "maxlength": LONGEST_BODY},
    )

    def seen(self) -> int | None:
        """The version that was shown."""
        return int(self.version.data) if (self.version.data or "").isdecimal() else None


@blueprint.get("/office/wordings/")
@requires(Permission.WORDING_MANAGE)
def index() -> ResponseReturnValue:
    """All of one's own office, those in use first."""
    with read() as session:
        found = wordings_of(session, current_actor())
        names = names_of(session, {one.changed_by_id for one in found})
    return render_template("intake/wordings/index.html", rows=found, names=names)


@blueprint.route("/office/wordings/add", methods=["GET", "POST"])
@requires(Permission.WORDING_MANAGE)
def add() -> ResponseReturnValue:
    """A new one."""
    form = WordingForm()
    if request.method != "POST":
        form.step.data = "reply"
    if _sent(form):
        try:
            with begin() as session:
                add_wording(session, **_said(form), actor=current_actor(), now=now())
        except Invalid as refusal:
            put_on(form, refusal)
        else:
            flash(_("已保存。办理时会出现在“常用答复”里。"))
            return redirect(url_for("wordings.index"), 303)
    return _page(form, None)


@blueprint.route("/office/wordings/<int:wording_id>", methods=["GET", "POST"])
@requires(Permission.WORDING_MANAGE)
def edit(wording_id: int) -> ResponseReturnValue:
    """One of them, to be changed."""
    with read() as session:
        wording = get_wording(session, wording_id, actor=current_actor())
    form = WordingForm(obj=wording)
    if _sent(form):
        try:
            with begin() as session:
                change_wording(
                    session,
                    wording_id,
                    **_said(form),
                    version=form.seen(),
                    actor=current_actor(),
                    now=now(),
                )
        except Invalid as refusal:
            put_on(form, refusal)
        else:
            flash(_("已保存。以前发出的答复不变。"))
            return redirect(url_for("wordings.index"), 303)
    return _page(form, wording)


@blueprint.post("/office/wordings/<int:wording_id>/use")
@requires(Permission.WORDING_MANAGE)
def use(wording_id: int) -> ResponseReturnValue:
    """Takes it out of use, or into use again."""
    wanted = request.form.get("use") == "yes"
    version = request.form.get("version", type=int)
    with begin() as session:
        set_in_use(session, wording_id, in_use=wanted, version=version, actor=current_actor(), now=now())
    flash(_("已恢复使用。") if wanted else _("已停用，办理时不再出现。"))
    return redirect(url_for("wordings.index"), 303)


def _sent(form: WordingForm) -> bool:
    return "preview" not in request.form and bool(form.validate_on_submit())


def _said(form: WordingForm) -> dict[str, str]:
    return {
        "step": form.step.data,
        "outcome": form.outcome.data or "",
        "title": form.title.data,
        "body": form.body.data,
    }


def _page(form: WordingForm, wording: Wording | None) -> ResponseReturnValue:
    page = render_template(
        "intake/wordings/edit.html",
        form=form,
        wording=wording,
        gaps=GAPS,
        example=fill(form.body.data or "", GAPS),
    )
    return page, 422 if form.errors else 200
