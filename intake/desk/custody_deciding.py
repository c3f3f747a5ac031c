"""保管员的变动: proposing one, confirming or turning down, taking access away, changing a county's key."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from intake.custody.founding import rotate
from intake.custody.proposing import confirm, propose, require_access, turn_down
from intake.custody.queries import candidates_for, custody_of, divisions_of, get_proposal
from intake.custody.removing import remove
from intake.custody.unlocking import Keyring, settle
from intake.custody.values import Custody
from intake.desk.custody_unlocking import own_subject, passphrase_field, refused, shown, unlocked
from publishing.divisions.queries import get_division
from publishing.kernel.errors import Invalid, NotFound, WrongState
from publishing.kernel.forms import Form, Needed, RadioField, TextArea
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires


class ReasonForm(Form):
    """Why, and the passphrase."""

    reason = TextArea(
        _l("理由"),
        [Needed(_l("请写明理由，例如“原保管员调离”"))],
        description=_l("理由会永久留在操作记录里。"),
        render_kw={"rows": 3, "maxlength": 1000},
    )
    passphrase = passphrase_field()


class ProposeForm(ReasonForm):
    """Who, why, and the passphrase."""

    custodian = RadioField(_l("由谁担任"), [Needed(_l("请选择由谁担任保管员"))], coerce=str)


class ConfirmForm(Form):
    """The passphrase."""

    passphrase = passphrase_field()


class TurnDownForm(Form):
    """A button."""


@requires(Permission.IDENTITY_UNSEAL)
def propose_page(division_code: str) -> ResponseReturnValue:
    """Proposes a custodian; somebody else confirms."""
    custody = _held(division_code)
    waiting = {proposal.candidate_id for proposal in custody.waiting}
    with read() as session:
        candidates = [c for c in candidates_for(session, division_code) if c.account_id not in waiting]
    form = ProposeForm()
    form.custodian.choices = [
        (str(each.account_id), _("%(name)s（%(office)s）", name=each.name, office=each.office_name))
        for each in candidates
        if each.enrolled
    ]
    others = [m for m in custody.members if m.active and m.account_id != current_actor().user_id]
    page = {"custody": custody, "candidates": candidates, "others": others}

    def act(session: Session, keyring: Keyring) -> None:
        propose(
            session,
            division_code,
            candidate_id=int(form.custodian.data),
            reason=form.reason.data,
            keyring=keyring,
            actor=current_actor(),
            now=now(),
        )

    return _done_with(form, "propose", page, act, _("已经提议，请另一位保管员在7天内确认"))


@requires(Permission.IDENTITY_UNSEAL)
def rotate_page(division_code: str) -> ResponseReturnValue:
    """Gives the county a new key."""
    custody = _held(division_code)
    form = ReasonForm()

    def act(session: Session, keyring: Keyring) -> None:
        settle(session, keyring, now=now())
        require_access(session, keyring, division_code)
        rotate(session, division_code, reason=form.reason.data, actor=current_actor(), now=now())

    return _done_with(form, "rotate", {"custody": custody}, act, _("已经换成新的密封钥匙"))


@requires(Permission.IDENTITY_UNSEAL)
def remove_page(division_code: str, account_id: int) -> ResponseReturnValue:
    """Takes somebody's access away."""
    custody = _held(division_code)
    member = next((m for m in custody.members if m.account_id == account_id), None)
    if member is None or account_id == current_actor().user_id:
        abort(404)
    form = ReasonForm()

    def act(session: Session, keyring: Keyring) -> None:
        remove(
            session,
            division_code,
            account_id=account_id,
            reason=form.reason.data,
            keyring=keyring,
            actor=current_actor(),
            now=now(),
        )

    said = _("%(name)s不再是保管员，密封钥匙已经更换", name=member.name)
    return _done_with(form, "remove", {"custody": custody, "member": member}, act, said)


@requires(Permission.IDENTITY_UNSEAL)
def proposal(proposal_id: int) -> ResponseReturnValue:
    """A proposal, for whoever may decide it or is proposed."""
    page = _proposal_values(proposal_id)
    form = ConfirmForm()

    def act(session: Session, keyring: Keyring) -> None:
        confirm(session, proposal_id, keyring=keyring, actor=current_actor(), now=now())

    if page["part"] != "decides":
        return shown("proposal", form, **page)
    said = _("已经确认，%(name)s现在可以启封", name=page["proposal"].candidate_name)
    try:
        return _done_with(form, "proposal", page, act, said)
    except WrongState:
        return shown("proposal", form, status=409, **_proposal_values(proposal_id))


@requires(Permission.IDENTITY_UNSEAL)
def turn_down_proposal(proposal_id: int) -> ResponseReturnValue:
    """Says no, or takes one's own proposal back."""
    page = _proposal_values(proposal_id)
    form = TurnDownForm()
    if not form.validate_on_submit() or page["part"] == "proposed":
        abort(404)
    try:
        with begin() as session:
            turn_down(session, proposal_id, actor=current_actor(), now=now())
    except WrongState:
        return shown("proposal", ConfirmForm(formdata=None), status=409, **_proposal_values(proposal_id))
    flash(_("这次提议已经收回") if page["part"] == "waits" else _("没有同意这次提议"))
    return redirect(url_for("identities.custodians"), 303)


def _proposal_values(proposal_id: int) -> dict[str, Any]:
    """The proposal and the reader's part: `decides`, `waits` (proposed it), `proposed`. 404 for others."""
    reader = current_actor().user_id
    with read() as session:
        found = get_proposal(session, proposal_id, now=now())
        division = get_division(session, found.division_code)
        holds = found.division_code in divisions_of(session, reader or 0)
    if found.candidate_id == reader:
        part = "proposed"
    elif found.proposed_by_id == reader:
        part = "waits"
    elif holds:
        part = "decides"
    else:
        abort(404)
    return {"proposal": found, "division": division, "part": part}


def _held(division_code: str) -> Custody:
    """The custody of a county that this person opens; 404 for any other."""
    with read() as session:
        if division_code not in divisions_of(session, current_actor().user_id or 0):
            abort(404)
        return custody_of(session, division_code, now=now())


def _done_with(
    form: Any, template: str, page: dict[str, Any], act: Callable[[Session, Keyring], None], said: str
) -> ResponseReturnValue:
    """The form; sent, unlocks and acts, and leads back to the list with what was done."""
    if not form.validate_on_submit():
        return shown(template, form, **page)
    try:
        keyring = unlocked(form.passphrase.data, subject=own_subject())
        with begin() as session:
            act(session, keyring)
    except Invalid as refusal:
        return shown(template, form, status=refused(form, refusal), **page)
    except NotFound:
        abort(404)
    flash(said)
    return redirect(url_for("identities.custodians"), 303)
