"""一起交办: several reports of the list to one officer. Each is decided alone; the page of the result says
which went through and why the others did not."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from intake.cases.giving_together import MOST, give
from intake.deadlines.periods import TRACKS
from intake.desk.tips_list import tips_page
from intake.desk.tips_people import candidates
from intake.desk.tips_refusals import sentence
from intake.desk.tips_words import title_of
from intake.tips.queries import get_tip
from intake.tips.values import TipValue
from publishing.kernel.errors import (
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    OutsideJurisdiction,
    StaleForm,
    WrongState,
)
from publishing.kernel.forms import Form, HiddenField, Needed, SelectField, TextField
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires
from publishing.kernel.words import choices

_LOOKED_AT_ALONE = {
    "harm": _l("疑似伤害幼儿的要逐件受理，请打开后单独办理"),
    "place": _l("地点还没有确定，请打开后先确定地点"),
    "apart": _l("还在待甄别里，请先甄别"),
    "same": _l("已经在这个人手里，不用再交办"),
}
"""By reason of `giving_together.give`."""


class TogetherForm(Form):
    """To whom, why, and how those that were not accepted yet are handled."""

    confirmed = HiddenField()
    person_id = SelectField(_l("由谁核查"), [Needed(_l("请选择由谁核查"))], default="", choices=[("", "")])
    reason = TextField(
        _l("交给这个人的理由"),
        [Needed(_l("请写明理由，例如“同一所幼儿园的举报由一个人核查”"))],
        description=_l("写进每一件的经过里，举报人看不到。"),
        render_kw={"maxlength": 400},
    )
    track = SelectField(
        _l("办理方式"),
        default="tip",
        choices=choices("track", *TRACKS),
        description=_l("只用于还没有受理的；问题和缓急照举报时的不变。"),
        render_kw={"mark_optional": False},
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """What became of one of them: `why` it was refused, or empty."""

    tip: TipValue
    title: str
    why: str


@requires(Permission.TIP_ASSIGN)
def together() -> ResponseReturnValue:
    """First shows once more what was chosen and asks for the officer, then gives each."""
    actor = current_actor()
    chosen = _chosen()
    with read() as session:
        tips = [tip for tip in (_seen(session, tip_id, actor) for tip_id, _version in chosen) if tip]
        people = _candidates(session, tips, actor)
    if not tips:
        return tips_page(nothing_chosen=True)
    form = TogetherForm() if "confirmed" in request.form else TogetherForm(formdata=None)
    form.person_id.choices = [("", _("请选择")), *people]
    if "confirmed" not in request.form or not form.validate_on_submit():
        return _ask(form, tips)
    versions = dict(chosen)
    decided = [_decide(tip, form, versions[tip.id], actor) for tip in tips]
    return render_template(
        "intake/tips_together_done.html",
        done=[one for one in decided if not one.why],
        refused=[one for one in decided if one.why],
        name=dict(people)[form.person_id.data],
    )


def _chosen() -> list[tuple[int, int | None]]:
    """(id, version that was shown) of what was ticked: `12:3`, from the list only `12`."""
    found: dict[int, int | None] = {}
    for value in request.form.getlist("tips"):
        tip_id, _colon, version = value.partition(":")
        if tip_id.isdecimal() and len(tip_id) < 10:
            found[int(tip_id)] = int(version) if version.isdecimal() and len(version) < 10 else None
    return list(found.items())[:MOST]


def _seen(session: Session, tip_id: int, actor: Actor) -> TipValue | None:
    try:
        return get_tip(session, tip_id, actor=actor)
    except NotFound:
        return None


def _candidates(session: Session, tips: list[TipValue], actor: Actor) -> list[tuple[str, str]]:
    """Whoever may be named for at least one of them."""
    return list(dict(pair for tip in tips for pair in candidates(session, tip, actor=actor)).items())


def _ask(form: TogetherForm, tips: list[TipValue]) -> tuple[str, int]:
    page = render_template(
        "intake/tips_together.html",
        form=form,
        rows=[(tip, title_of(tip)) for tip in tips],
        received=any(tip.state == "received" for tip in tips),
    )
    return page, 422 if form.errors else 200


def _decide(tip: TipValue, form: TogetherForm, version: int | None, actor: Actor) -> Decided:
    """Gives one of them, in a transaction of its own."""
    why = ""
    asked: dict[str, Any] = {
        "person_id": int(form.person_id.data),
        "reason": form.reason.data,
        "track": form.track.data,
        "version": version,
    }
    try:
        with begin() as session:
            give(session, tip.id, **asked, actor=actor, now=now())
    except StaleDataError:
        why = _refused(StaleForm(what="tip"))
    except DomainError as refusal:
        why = _refused(refusal)
    return Decided(tip=tip, title=title_of(tip), why=why)


def _refused(refusal: DomainError) -> str:
    match refusal:
        case Invalid() if refusal.values["field"] == "tip":
            return str(_LOOKED_AT_ALONE[str(refusal.values["reason"])])
        case Invalid():
            return sentence(refusal)
        case StaleForm() | NotFound():
            return str(_("您打开页面以后别人办过这一件，请打开看看"))
        case WrongState():
            return str(_("现在的状态不能交办"))
        case Forbidden():
            return str(_("您没有从现在的核查人手里收回的权限"))
        case OutsideJurisdiction():
            return str(_("这个地点不在您的辖区"))
        case _:
            raise refusal
