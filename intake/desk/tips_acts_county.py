"""移交外县: the place turned out to lie in another county of the city."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from intake.cases.moving_county import may_move_county, move_county
from intake.desk.tips_act import Act, Taking
from intake.desk.tips_forms import StepForm
from intake.tips.values import TipValue
from publishing.divisions.queries import list_counties
from publishing.divisions.rules import county_code_of
from publishing.kernel.forms import Needed, SelectField, TextArea
from publishing.kernel.identity import Actor


class CountyForm(StepForm):
    """Which county, and why."""

    division_code = SelectField(
        _l("地点在哪个县（市、区）"), [Needed(_l("请选择地点所在的县（市、区）"))], choices=[]
    )
    reason = TextArea(
        _l("为什么移交"),
        [Needed(_l("请写明理由，例如“举报人补充说在武陟县木城街道”"))],
        description=_l("这段话会告诉举报人。对方县再移交出来的，由市里指定，不能来回推。"),
        render_kw={"rows": 3, "maxlength": 300},
    )


def _move(step: Taking, form: CountyForm) -> str:
    moved = move_county(
        step.session,
        step.tip.id,
        division_code=form.division_code.data,
        reason=form.reason.data,
        **step.by(form),
    )
    if moved.disputed:
        return str(_("两县意见不一致，已报%(office)s指定。已告知举报人。", office=moved.office_name))
    return str(_("已移交%(office)s，已告知举报人。", office=moved.office_name))


COUNTY_ACTS: Mapping[str, Act] = {
    "to_county": Act(
        form=CountyForm,
        heading=_l("移交外县"),
        hint=_l("地点在本市别的县（市、区）的，移交过去；不是转给其他部门"),
        button=_l("移交，告知举报人"),
        take=_move,
    ),
}


def county_acts_of(tip: TipValue, actor: Actor) -> set[str]:
    """Whether `actor` may hand the tip to another county now."""
    return {"to_county"} if may_move_county(tip, actor) else set()


def fill_counties(session: Session, tip: TipValue, form: CountyForm, *, actor: Actor) -> dict[str, Any]:
    """The counties to choose from: the others; for the city all of them."""
    own = county_code_of(tip.division_path) if county_code_of(actor.division_path) else None
    counties = [(county.code, county.name) for county in list_counties(session) if county.code != own]
    form.division_code.choices = [("", _("请选择")), *counties]
    return {}
