"""How every step of an item is taken from a page: shown, refused with all kept, taken once."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.desk.ledger_forms import StepForm
from intake.desk.ledger_refusals import show
from intake.ledger.queries import get_item, issued_last, load_item
from intake.ledger.values import ItemDetail
from intake.workflows import LEDGER
from publishing.kernel.audit import AuditEntry, entries_of
from publishing.kernel.errors import DomainError, Invalid, MissingFacts, SamePerson, StaleForm, WrongState
from publishing.kernel.transition import check
from publishing.kernel.web import begin, current_actor, read, today
from publishing.kernel.words import word

F = TypeVar("F", bound=StepForm)


def load_step(item_id: int, action: str) -> ItemDetail:
    """The item for the page of a step. On a GET, raises what keeps this person from the step: SamePerson,
    WrongState, Forbidden; a form that was sent is judged by the use case."""
    actor = current_actor()
    with read() as session:
        if request.method == "GET":
            check(load_item(session, item_id, actor=actor, today=today()), LEDGER, action, actor)
            if action.startswith("recheck") and issued_last(session, item_id, actor):
                raise SamePerson(action=action, earlier="issued_by_id")
        return get_item(session, item_id, actor=actor, today=today())


def take(
    detail: ItemDetail,
    actions: tuple[str, ...],
    form: F,
    template: str,
    do: Callable[[Session, F], str],
    *,
    ready: Callable[[F], bool] = lambda _form: True,
    **more: Any,
) -> ResponseReturnValue:
    """Shows the form; sent and valid, takes the step in one transaction and goes back to the item.

    `do` calls the use case and returns what to say. A refusal stands at its field with everything kept. Sent
    twice, the second time leads to the item. Where a colleague was first, the form comes back with 409 and
    what the colleague did, as long as the step is still possible; else WrongState is raised.
    """
    item = detail.item

    def page(status: int = 200) -> ResponseReturnValue:
        return (
            render_template(template, form=form, item=item, detail=detail, today=today(), **more),
            status if status != 200 or not form.errors else 422,
        )

    if request.method == "GET":
        form.version.data = str(item.version)
    # both are asked, so that everything that is wrong is said at once
    if "more" in request.form or not all([form.validate_on_submit(), form.is_submitted() and ready(form)]):
        return page()
    try:
        with begin() as session:
            said = do(session, form)
    except (Invalid, MissingFacts) as refusal:
        show(form, refusal)
        return page()
    except (StaleForm, WrongState) as late:
        return _late(detail, actions, form, late, page)
    flash(said)
    return redirect(url_for("ledger.item", item_id=item.id))


def version_of(form: StepForm) -> int:
    """The version that the form was shown with; StaleForm for one that is no number."""
    try:
        return int(form.version.data)
    except ValueError as garbled:
        raise StaleForm(what="ledger_item") from garbled


def _late(
    detail: ItemDetail,
    actions: tuple[str, ...],
    form: StepForm,
    late: DomainError,
    page: Callable[[int], ResponseReturnValue],
) -> ResponseReturnValue:
    last = _last(detail.item.id)
    if last.user_id == current_actor().user_id and last.action in {f"ledger.{one}" for one in actions}:
        flash(_("这一步您刚才已经办好了，没有重复登记。"))
        return redirect(url_for("ledger.item", item_id=detail.item.id))
    if isinstance(late, WrongState) or not {*actions} & {*detail.actions, "letters"}:
        raise late
    form.version.data = str(detail.item.version)
    action = last.action.removeprefix("ledger.")
    other = {"letter_reply": _("登记部门回复"), "letters": _("再发一份函")}
    done = other.get(action) or _(word("ledger_action", action))
    form.form_errors.append(
        _(
            "您填写的时候，%(name)s办理了“%(done)s”。您填的内容还在，看过最新情况后可以再提交一次。",
            name=last.actor,
            done=done,
        )
    )
    return page(409)


def _last(item_id: int) -> AuditEntry:
    with read() as session:
        return entries_of(session, f"ledger:{item_id}")[-1]
