"""Acts about time: the first visit, asking for an extension, granting one. None of them moves the tip."""

from collections.abc import Mapping
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from intake.cases.extending import (
    ask_extension,
    grant_extension,
    may_ask_extension,
    may_extend,
    record_first_visit,
)
from intake.deadlines.periods import EXTENSION_DAYS
from intake.desk.tips_act import Act, Taking
from intake.desk.tips_forms import StepForm
from intake.tips.rules import may_verify
from intake.tips.values import TipValue
from publishing.kernel.audit import entries_of
from publishing.kernel.forms import DateField, IntegerField, Needed, TextArea
from publishing.kernel.identity import Actor

_DAYS = _l("请填写1到%(n)s之间的天数，例如15", n=EXTENSION_DAYS)


class FirstVisitForm(StepForm):
    """登记首次到场."""

    visited_on = DateField(_l("哪一天到场"), [Needed(_l("请填写到场日期，例如2026-11-24"))])


class AskExtensionForm(StepForm):
    """申请延期."""

    days = IntegerField(_l("延长几天"), [Needed(_DAYS)], description=_l("按自然日，最多30天，只能延一次。"))
    reason = TextArea(
        _l("为什么需要延期"),
        [Needed(_l("请写明理由，例如“负责人外出，约定12月5日到场”"))],
        description=_l("县级负责人看到这段话，由负责人决定。"),
        render_kw={"rows": 3, "maxlength": 300},
    )


class ExtendForm(AskExtensionForm):
    """批准延期."""

    reason = TextArea(
        _l("延期的理由"),
        [Needed(_l("请写明理由，例如“正在等消防救援部门的检测结果”"))],
        description=_l("这段话会原样告诉举报人。不要写工作人员和幼儿园人员的姓名。"),
        render_kw={"rows": 3, "maxlength": 300},
    )


def _first_visit(step: Taking, form: FirstVisitForm) -> str:
    on = form.visited_on.data or step.today
    record_first_visit(step.session, step.tip.id, on=on, **step.by(form))
    return str(_("已登记首次到场。"))


def _ask(step: Taking, form: AskExtensionForm) -> str:
    ask_extension(step.session, step.tip.id, days=form.days.data, reason=form.reason.data, **step.by(form))
    return str(_("延期申请已送县级负责人。批准以前，期限不变。"))


def _extend(step: Taking, form: ExtendForm) -> str:
    due = grant_extension(
        step.session, step.tip.id, days=form.days.data, reason=form.reason.data, **step.by(form)
    )
    return str(_("已批准延期到%(day)s，理由已告知举报人。", day=format_date(due, "long")))


TIME_ACTS: Mapping[str, Act] = {
    "first_visit": Act(
        form=FirstVisitForm,
        heading=_l("登记首次到场"),
        hint=_l("已经去看过、还没有结果的，先记下日期"),
        button=_l("登记"),
        take=_first_visit,
    ),
    "ask_extension": Act(
        form=AskExtensionForm,
        heading=_l("申请延期"),
        hint=_l("办不完的，请县级负责人批准延期"),
        button=_l("送负责人批准"),
        take=_ask,
    ),
    "extend": Act(
        form=ExtendForm,
        heading=_l("批准延期"),
        hint=_l("推迟告诉举报人结果的日期，最多30天，只能一次"),
        button=_l("批准，告知举报人"),
        take=_extend,
    ),
}


def time_acts_of(tip: TipValue, actor: Actor) -> set[str]:
    """Which of these `actor` may do now."""
    offered = {
        "first_visit": tip.state in ("verifying", "need_info")
        and tip.visited_on is None
        and may_verify(actor, tip),
        "ask_extension": may_ask_extension(tip, actor),
        "extend": may_extend(tip, actor),
    }
    return {act for act, may in offered.items() if may}


def fill_extension(session: Session, tip: TipValue, form: ExtendForm, *, fresh: bool) -> dict[str, Any]:
    """Puts what was asked for into the leader's form; returns who asked, and why, for above it."""
    asked = [e for e in entries_of(session, f"tip:{tip.id}") if e.action == "tip.ask_extension"]
    if not asked:
        return {"asked": None}
    if fresh:
        form.days.data = asked[-1].details["days"]
    return {"asked": asked[-1]}
