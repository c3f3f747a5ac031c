"""The steps of the officer and the office: notice, answer, recheck, filing up, striking off, relapse."""

import secrets

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.desk import ledger_forms as forms
from intake.desk.ledger_refusals import put, show
from intake.desk.ledger_stepping import load_step, take, version_of
from intake.desk.work_clocks import usual_day
from intake.ledger.answering import record_answer
from intake.ledger.filing import file_up
from intake.ledger.noticing import NoticeForm, issue_notice
from intake.ledger.rechecking import RecheckForm, recheck
from intake.ledger.relapses import found_since
from intake.ledger.relapsing import relapse
from intake.ledger.striking_off import strike_off
from publishing.kernel.errors import Invalid
from publishing.kernel.permissions import Permission
from publishing.kernel.web import current_actor, now, read, requires, today


@requires(Permission.LEDGER_NOTICE)
def notice(item_id: int) -> ResponseReturnValue:
    """整改通知书: filled in beforehand with what was found; the use case gives it its number."""
    detail = load_step(item_id, "notice")
    item = detail.item
    form = forms.NoticeForm(
        addressee=item.premises, problems=item.problem, due_on=usual_day("notice", item.division_path)
    )

    def do(session: Session, form: forms.NoticeForm) -> str:
        entered = NoticeForm(
            addressee=form.addressee.data,
            problems=(form.problems.data,),
            requirements=(form.requirements.data,),
            due_on=forms.day_of(form.due_on),
            recheck_on=form.recheck_on.data,
            service=form.service.data,
            service_note=form.service_note.data or "",
            receiver=form.receiver.data or "",
            witness=form.witness.data or "",
        )
        issued = issue_notice(
            session,
            item_id,
            entered,
            version=version_of(form),
            actor=current_actor(),
            now=now(),
            today=today(),
        )
        return str(_("已经下达整改通知书：%(number)s。请打印一式三份。", number=issued.number))

    return take(detail, ("notice",), form, "intake/ledger/notice.html", do, ready=_notice_ready)


def _notice_ready(form: forms.NoticeForm) -> bool:
    """A day that has passed is said together with whatever else is wrong."""
    if form.due_on.data and form.due_on.data < today():
        show(form, Invalid(field="due_on", reason="past", earliest=today()))
    if form.service.data == "refused":
        if not form.service_note.data:
            put(form, "service_note", _("请写明留置的经过，例如“房主拒签，把通知书留在门卫室”"))
        if not form.witness.data:
            put(form, "witness", _("请写见证人，例如“村委会主任李国强”"))
    return not form.errors


@requires(Permission.LEDGER_NOTICE)
def rectify(item_id: int) -> ResponseReturnValue:
    """The operator's answer."""
    detail = load_step(item_id, "rectify")

    def do(session: Session, form: forms.AnswerForm) -> str:
        record_answer(
            session,
            item_id,
            form.answer.data,
            version=version_of(form),
            actor=current_actor(),
            now=now(),
            today=today(),
        )
        return str(_("已经登记对方答复，转入整改。"))

    return take(detail, ("rectify",), forms.AnswerForm(), "intake/ledger/rectify.html", do)


@requires(Permission.LEDGER_RECHECK)
def recheck_page(item_id: int) -> ResponseReturnValue:
    """复查 by another officer; SamePerson for the one who follows the item."""
    detail = load_step(item_id, "recheck_pass")
    form = forms.RecheckStepForm(visited_on=today())
    if not form.submission.data:
        form.submission.data = secrets.token_urlsafe(24)

    def do(session: Session, form: forms.RecheckStepForm) -> str:
        passed = form.result.data == "pass"
        entered = RecheckForm(
            submission=form.submission.data,
            visited_on=forms.day_of(form.visited_on),
            passed=passed,
            evidence=form.evidence.data,
            companions=form.companions.data or "",
        )
        recheck(
            session,
            item_id,
            entered,
            version=version_of(form),
            actor=current_actor(),
            now=now(),
            today=today(),
        )
        return str(_("已经登记复查：通过，可以办理销号。") if passed else _("已经登记复查：未通过。"))

    return take(detail, ("recheck_pass", "recheck_fail"), form, "intake/ledger/recheck.html", do)


@requires(Permission.LEDGER_FILE_UP)
def file_up_page(item_id: int) -> ResponseReturnValue:
    """上报备案; the reason is chosen beforehand where the finding says it."""
    detail = load_step(item_id, "file_up")

    def do(session: Session, form: forms.FilingForm) -> str:
        file_up(
            session,
            item_id,
            form.reason.data,
            version=version_of(form),
            actor=current_actor(),
            now=now(),
            today=today(),
        )
        return str(_("已经上报县教育局备案。"))

    form = forms.FilingForm(reason=detail.file_up or None)
    return take(detail, ("file_up",), form, "intake/ledger/file_up.html", do)


@requires(Permission.LEDGER_STRIKE_OFF)
def strike_off_page(item_id: int) -> ResponseReturnValue:
    """销号; for an unlicensed site with disposal and where the children went."""
    detail = load_step(item_id, "strike_off")
    site = detail.item.kind == "unlicensed"

    def do(session: Session, form: forms.StrikeOffForm) -> str:
        settled = form if isinstance(form, forms.SiteStrikeOffForm) else None
        strike_off(
            session,
            item_id,
            evidence=form.evidence.data,
            disposal=settled.disposal.data if settled else "",
            children_count=settled.children_count.data if settled else None,
            children_to=settled.children_to.data if settled else "",
            version=version_of(form),
            actor=current_actor(),
            now=now(),
            today=today(),
        )
        return str(_("已经销号。"))

    form = forms.SiteStrikeOffForm() if site else forms.StrikeOffForm()
    return take(detail, ("strike_off",), form, "intake/ledger/strike_off.html", do)


@requires(Permission.LEDGER_NOTICE)
def relapse_page(item_id: int) -> ResponseReturnValue:
    """反弹: links a later finding at the same place; `?finding=` chooses one beforehand."""
    detail = load_step(item_id, "relapse")
    with read() as session:
        candidates = found_since(session, item_id, actor=current_actor(), today=today())
    form = forms.RelapseForm(finding=request.args.get("finding"))
    form.finding.choices = [
        (str(one.finding_id), f"{one.number}　{one.premises}　{one.problem[:40]}") for one in candidates
    ]

    def do(session: Session, form: forms.RelapseForm) -> str:
        linked = relapse(
            session,
            item_id,
            finding_id=int(form.finding.data),
            version=version_of(form),
            actor=current_actor(),
            now=now(),
            today=today(),
        )
        return str(_("已经标记反弹，与%(number)s相连。", number=linked.number))

    return take(detail, ("relapse",), form, "intake/ledger/relapse.html", do)
