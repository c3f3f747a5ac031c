"""The steps of a tip as pages: for each row of the table its form, its words and the use case it calls."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake import cases
from intake.desk import tips_forms as forms
from intake.desk.tips_act import Act, Taking
from intake.desk.tips_acts_county import COUNTY_ACTS, county_acts_of
from intake.desk.tips_acts_time import TIME_ACTS, time_acts_of
from intake.tips.queries import get_tip_by_number
from intake.tips.thread import take_up_danger
from intake.tips.values import TipValue
from intake.workflows import TIP
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor


def _accept(step: Taking, form: forms.AcceptForm) -> str:
    code = form.division_code.data or None
    chosen = cases.accept_and_assign(
        step.session,
        step.tip.id,
        track=form.track.data,
        category=form.category.data,
        urgency=form.urgency.data,
        division_code=code if code != step.tip.division_code else None,
        person_id=form.person(),
        reason=form.reason.data or "",
        **step.by(form),
    )
    return str(_("已受理，交给%(who)s。已告知举报人。", who=chosen.user_name or chosen.office_name))


def _assign(step: Taking, form: forms.AssignForm) -> str:
    chosen = cases.assign(
        step.session, step.tip.id, person_id=form.person(), reason=form.reason.data or "", **step.by(form)
    )
    return str(_("已交给%(who)s。", who=chosen.user_name or chosen.office_name))


def _decline(step: Taking, form: forms.DeclineForm) -> str:
    cases.decline(step.session, step.tip.id, reason=form.reason.data, **step.by(form))
    return str(_("已作不予受理，理由已告知举报人。"))


def _transfer(step: Taking, form: forms.TransferForm) -> str:
    cases.transfer(
        step.session,
        step.tip.id,
        authority=form.authority.data,
        reason=form.reason.data,
        **step.by(form),
    )
    return str(_("已转办，单位和理由已告知举报人。"))


def _merge(step: Taking, form: forms.MergeForm) -> str:
    cases.merge(step.session, step.tip.id, survivor_id=_survivor(step, form), **step.by(form))
    return str(_("已并案。两位举报人会各自收到答复。"))


def _survivor(step: Taking, form: forms.MergeForm) -> int:
    """The tip that was picked, or the one whose number was typed; a typed number counts."""
    typed = "".join((form.number.data or "").split())
    if typed:
        try:
            return get_tip_by_number(step.session, typed, actor=step.actor).id
        except NotFound as unknown:
            raise Invalid(field="number", reason="unknown") from unknown
    if not (form.survivor_id.data or "").isdigit():
        # nothing to pick from, nothing picked: what is missing is a number
        raise Invalid(field="survivor_id" if form.survivor_id.choices else "number", reason="required")
    return int(form.survivor_id.data)


def _start(step: Taking, form: forms.StartForm) -> str:
    cases.start(step.session, step.tip.id, **step.by(form))
    return str(_("已开始核查。"))


def _ask(step: Taking, form: forms.AskForm) -> str:
    cases.ask(step.session, step.tip.id, question=form.question.data, **step.by(form))
    return str(_("问题已发给举报人。"))


def _report(step: Taking, form: forms.ReportForm) -> str:
    reported = cases.report_visit(
        step.session,
        step.tip.id,
        visit=form.visit(),
        outcome=form.outcome.data,
        text=form.text.data,
        today=step.today,
        **step.by(form),
    )
    if reported.items:
        return str(_("核查结果已报送审核，%(n)s个问题已登记台账。", n=len(reported.items)))
    return str(_("核查结果已报送审核。"))


def _send_back(step: Taking, form: forms.SendBackForm) -> str:
    cases.send_back(step.session, step.tip.id, reason=form.reason.data, **step.by(form))
    return str(_("已退回重查。"))


def _conclude(step: Taking, form: forms.ConcludeForm) -> str:
    cases.conclude(
        step.session,
        step.tip.id,
        conclusion=form.conclusion.data,
        interim=bool(form.interim.data),
        **step.by(form),
    )
    return str(_("已办结，接下来答复举报人。"))


def _reply(step: Taking, form: forms.ReplyForm) -> str:
    cases.reply(step.session, step.tip.id, wording=form.wording.data, **step.by(form))
    return str(_("已答复举报人。"))


def _pull_back(step: Taking, form: forms.PullBackForm) -> str:
    chosen = cases.pull_back(
        step.session,
        step.tip.id,
        person_id=int(form.person_id.data),
        reason=form.reason.data,
        **step.by(form),
    )
    return str(_("已收回，改交给%(who)s。", who=chosen.user_name or chosen.office_name))


def _reopen(step: Taking, form: forms.ReopenForm) -> str:
    cases.reopen(step.session, step.tip.id, reason=form.reason.data, **step.by(form))
    return str(_("已重办，请另行交办。"))


def _follow_up(step: Taking, form: forms.FollowUpForm) -> str:
    cases.follow_up_danger(step.session, step.tip.id, visit=form.visit(), today=step.today, **step.by(form))
    return str(_("到访已记录，危险已转入台账跟踪。"))


def _take_up(step: Taking, form: forms.TakeUpForm) -> str:
    take_up_danger(step.session, step.tip.id, note=form.note.data, actor=step.actor, now=step.now)
    return str(_("已记录处置情况。"))


ACTS: Mapping[str, Act] = {
    "accept": Act(
        form=forms.AcceptForm,
        heading=_l("受理"),
        hint=_l("按举报线索办理，交办到责任区"),
        button=_l("受理并交办"),
        take=_accept,
    ),
    "assign": Act(
        form=forms.AssignForm,
        heading=_l("交办"),
        hint=_l("按地点交给责任区，或指定别人并写明理由"),
        button=_l("交办"),
        take=_assign,
    ),
    "start": Act(
        form=forms.StartForm,
        heading=_l("开始核查"),
        hint=_l("开始以后，举报人会看到“核查中”"),
        button=_l("开始核查"),
        take=_start,
    ),
    "report": Act(
        form=forms.ReportForm,
        heading=_l("报送核查结果"),
        hint=_l("填写巡查表和结论，由另一位同事审核"),
        button=_l("报送审核"),
        take=_report,
    ),
    "conclude": Act(
        form=forms.ConcludeForm,
        heading=_l("办结"),
        hint=_l("结果清楚、处理适当的，同意办结"),
        button=_l("同意办结"),
        take=_conclude,
    ),
    "reply": Act(
        form=forms.ReplyForm,
        heading=_l("答复举报人"),
        hint=_l("写给举报人，同时公布处理结果"),
        button=_l("答复并公布"),
        take=_reply,
    ),
    "ask": Act(
        form=forms.AskForm,
        heading=_l("提问"),
        hint=_l("问举报人，对方凭查询码匿名回答"),
        button=_l("发给举报人"),
        take=_ask,
    ),
    "send_back": Act(
        form=forms.SendBackForm,
        heading=_l("退回重查"),
        hint=_l("还没有查清的，退回核查人补查"),
        button=_l("退回重查"),
        take=_send_back,
    ),
    "decline": Act(
        form=forms.DeclineForm,
        heading=_l("决定不予受理"),
        hint=_l("要写明理由，理由会告诉举报人"),
        button=_l("不予受理，告知举报人"),
        take=_decline,
    ),
    "transfer": Act(
        form=forms.TransferForm,
        heading=_l("转办"),
        hint=_l("转给其他主管部门，要写明单位和理由"),
        button=_l("转办，告知举报人"),
        take=_transfer,
    ),
    "merge": Act(
        form=forms.MergeForm,
        heading=_l("并入已有线索"),
        hint=_l("和另一件一起办，举报人仍各自收到答复"),
        button=_l("并入已有线索"),
        take=_merge,
    ),
    "reopen": Act(
        form=forms.ReopenForm,
        heading=_l("退回重办"),
        hint=_l("换一个人重新核查"),
        button=_l("退回重办"),
        take=_reopen,
    ),
    "pull_back": Act(
        form=forms.PullBackForm,
        heading=_l("收回改交"),
        hint=_l("从现在的核查人手里收回，改交给别人"),
        button=_l("收回改交"),
        take=_pull_back,
    ),
    "follow_up": Act(
        form=forms.FollowUpForm,
        heading=_l("记录到访"),
        hint=_l("到场看过的，填写巡查表，问题登记台账"),
        button=_l("记录到访"),
        take=_follow_up,
    ),
    "take_up": Act(
        form=forms.TakeUpForm,
        heading=_l("记录处置情况"),
        hint=_l("由其他单位处置或不用到场的，写明做了什么"),
        button=_l("记录"),
        take=_take_up,
    ),
    **TIME_ACTS,
    **COUNTY_ACTS,
}
"""As they are offered. From `pull_back` on they are no steps of the table: the tip keeps its state."""


def acts_of(tip: TipValue, actor: Actor) -> tuple[str, ...]:
    """What `actor`, who asked for the tip, may do now, from the table of steps."""
    allowed = {step.action for step in tip.steps}
    if cases.may_pull_back(tip, actor):
        allowed.add("pull_back")
    if tip.danger_goes_on and tip.waits_for_me:
        allowed |= {"follow_up", "take_up"}
    allowed |= time_acts_of(tip, actor) | county_acts_of(tip, actor)
    return tuple(action for action in ACTS if action in allowed)


def is_step(action: str) -> bool:
    """Whether the table of steps has this action (some acts are not in it)."""
    return action in TIP.actions()
