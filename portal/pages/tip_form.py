"""我要举报: a report in six short steps, without script, without a name, with nothing in the address.

This module holds the list of addresses and the steps of plain questions; place, photos and sending have
modules of their own.
"""

from dataclasses import replace

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from intake.tips.drafts import Draft, discard, load_draft, save_draft
from intake.tips.masking import mask
from intake.tips.rules import LONGEST_TEXT
from intake.tips.sealing import can_seal
from portal.pages import (
    tip_form_photos,
    tip_form_position,
    tip_form_receipt,
    tip_form_register,
    tip_form_sending,
    tip_form_where,
)
from portal.pages.tip_form_draft import (
    FOLLOW_COOKIE,
    Report,
    browser_token,
    first_gap,
    forget_token,
    new_token,
    receipt_of,
    remember_leaving,
    set_token,
    step,
    then,
)
from portal.pages.tip_form_forms import ContactForm, SeenForm, StartForm, WhatForm
from portal.pages.tip_form_register import (
    ASKED_AFTER,
    UNLICENSED,
    after,
    licensed_here,
    pointed_at,
    with_kindergarten,
)
from portal.pages.tip_form_where import path_of_place
from publishing.divisions.rules import Level, short_name
from publishing.kernel.web import begin, now, public, read, settings

_LONGEST_NAME = 100


@public
def start() -> ResponseReturnValue:
    """What to expect; a kindergarten that a verdict page knew is carried over by the button."""
    token = browser_token()
    with read() as db:
        unfinished = load_draft(db, token) if token else None
    form = StartForm(request.args, meta={"csrf": False}) if request.args else StartForm(formdata=None)
    return render_template(
        "portal/report/start.html",
        kindergarten=pointed_at(form.kindergarten.data or ""),
        name=(form.name.data or "")[:_LONGEST_NAME],
        lost="anew" in request.args,
        goes_on=url_for(f"tip_form.{first_gap(unfinished) or 'check'}") if unfinished else "",
        sent=unfinished is None and receipt_of(token) is not None,
    )


@public
def begin_report() -> ResponseReturnValue:
    """A new draft and its cookie; one begun before is deleted."""
    form = StartForm()
    token = new_token()
    draft = Draft(kindergarten_name=(form.name.data or "")[:_LONGEST_NAME])
    pointed = pointed_at(form.kindergarten.data or "")
    if pointed is not None:
        facts = pointed.facts
        draft = replace(
            draft,
            kindergarten_id=pointed.id,
            kindergarten_name=facts.name[:_LONGEST_NAME],
            county_code=pointed.county_code,
            township_code=pointed.township_code,
            division_code=facts.village_code or "",
            place_words=f"{short_name(facts.township_name, Level.TOWNSHIP)}\n{facts.address or ''}",
        )
    with begin(together=True) as db:
        discard(db, browser_token())
        save_draft(db, token, draft, now())
    response = make_response(redirect(url_for("tip_form.what"), 303))
    set_token(response, token)
    return response


@public
@step("what")
def what(report: Report) -> ResponseReturnValue:
    """第1步: the problems. Asked anew of a licensed one, 无证 is not ticked any more."""
    draft = report.draft
    chosen = pointed_at(draft.kindergarten_id) if "licensed" in request.args else None
    ticked = [code for code in draft.categories if chosen is None or code != UNLICENSED]
    form = WhatForm(data={"categories": ticked})
    if form.validate_on_submit():
        draft = replace(draft, categories=tuple(form.categories.data))
        name = request.args.get("after", "what")
        return _kept(report, draft, name if name in ASKED_AFTER else "what")
    return render_template("portal/report/what.html", form=form, licensed=chosen), _status(form)


@public
@step("seen")
def seen(report: Report) -> ResponseReturnValue:
    """第3步: what was seen. Personal numbers in the text are asked about before they are kept."""
    draft = report.draft
    form = SeenForm(data={"kindergarten_name": draft.kindergarten_name, "text": draft.text})
    with read() as db:
        form.offer(can_seal=can_seal(db, path_of_place(db, draft)))
    chosen = pointed_at(request.form.get("this", ""))
    if chosen is not None:
        draft = with_kindergarten(draft, chosen)
        form.kindergarten_name.data = draft.kindergarten_name
        if not form.has_numbers() and len(form.text.data or "") <= LONGEST_TEXT:
            # the text is kept as far as it was written, and asked for where it was not
            draft = replace(draft, text=form.text.data or "")
            return _kept_address(report, draft, after("seen", draft) if draft.text else _seen_again())
    if form.validate_on_submit():
        name, text = form.kindergarten_name.data or "", form.text.data or ""
        contact = draft.contact
        if form.has_numbers():
            contact = form.to_seal(contact)
            name, text = mask(name), mask(text)
        # another name than the one of the register is another kindergarten
        pointed = draft.kindergarten_id if name == draft.kindergarten_name else ""
        draft = replace(draft, kindergarten_name=name, text=text, contact=contact, kindergarten_id=pointed)
        return _kept(report, draft, "seen")
    if chosen is not None:
        # what is wrong with the text comes first; the choice is not lost meanwhile
        with begin(together=True) as db:
            save_draft(db, report.token, draft, now())
    page = render_template(
        "portal/report/seen.html",
        form=form,
        numbers=form.asks(),
        here=licensed_here(draft),
        chosen=chosen or pointed_at(draft.kindergarten_id),
    )
    return page, _status(form)


def _seen_again() -> str:
    return url_for("tip_form.seen", then=then())


@public
@step("contact")
def contact(report: Report) -> ResponseReturnValue:
    """第5步: a name and a telephone number, only where they can be sealed."""
    draft = report.draft
    with read() as db:
        sealed = can_seal(db, path_of_place(db, draft))
    form = ContactForm(data={"contact_name": draft.contact_name, "contact": draft.contact})
    if not sealed and request.method == "POST":
        return _kept(report, replace(draft, contact_name="", contact=""), "contact")
    if form.validate_on_submit():
        draft = replace(draft, contact_name=form.contact_name.data or "", contact=form.contact.data or "")
        return _kept(report, draft, "contact")
    return render_template("portal/report/contact.html", form=form, sealed=sealed), _status(form)


@public
def leave() -> ResponseReturnValue:
    """快速离开: forgets draft, code and follow-up on this browser, and goes to a page that tells nothing."""
    session.clear()
    response = make_response(redirect(settings().leave_url, 303))
    forget_token(response)
    remember_leaving(response)
    response.delete_cookie(FOLLOW_COOKIE, httponly=True, samesite="Lax", secure=settings().secure_cookies)
    return response


def _kept(report: Report, draft: Draft, name: str) -> ResponseReturnValue:
    return _kept_address(report, draft, after(name, draft))


def _kept_address(report: Report, draft: Draft, target: str) -> ResponseReturnValue:
    with begin(together=True) as db:
        save_draft(db, report.token, draft, now())
    return redirect(target, 303)


def _status(form: WhatForm | SeenForm | ContactForm) -> int:
    return 422 if form.errors else 200


blueprint = Blueprint("tip_form", __name__)
blueprint.add_url_rule("/report/", "start", start, methods=["GET"])
blueprint.add_url_rule("/report/", "begin", begin_report, methods=["POST"])
blueprint.add_url_rule("/report/what", "what", what, methods=["GET", "POST"])
blueprint.add_url_rule("/report/where", "where", tip_form_where.where, methods=["GET", "POST"])
blueprint.add_url_rule("/report/where/which", "which", tip_form_where.which, methods=["GET", "POST"])
blueprint.add_url_rule(
    "/report/where/position", "position", tip_form_position.position, methods=["GET", "POST"]
)
blueprint.add_url_rule("/report/where/list", "listed", tip_form_where.listed, methods=["GET", "POST"])
blueprint.add_url_rule("/report/seen", "seen", seen, methods=["GET", "POST"])
blueprint.add_url_rule("/report/matches", "matches", tip_form_register.matches, methods=["POST"])
blueprint.add_url_rule("/report/known", "known", tip_form_register.known, methods=["POST"])
blueprint.add_url_rule("/report/meant", "meant", tip_form_register.meant, methods=["GET", "POST"])
blueprint.add_url_rule("/report/photos", "photos", tip_form_photos.photos, methods=["GET", "POST"])
blueprint.add_url_rule("/report/photos/<int:place>", "photo", tip_form_photos.photo, methods=["GET"])
blueprint.add_url_rule("/report/contact", "contact", contact, methods=["GET", "POST"])
blueprint.add_url_rule("/report/check", "check", tip_form_sending.check, methods=["GET", "POST"])
blueprint.add_url_rule("/report/proof", "proof", tip_form_sending.proof, methods=["GET"])
blueprint.add_url_rule("/report/sent", "sent", tip_form_sending.sent, methods=["GET", "POST"])
blueprint.add_url_rule("/report/receipt.pdf", "receipt", tip_form_receipt.receipt_pdf, methods=["GET"])
blueprint.add_url_rule("/report/receipt.txt", "receipt_file", tip_form_receipt.receipt_file, methods=["GET"])
blueprint.add_url_rule("/report/noted", "noted", tip_form_sending.noted, methods=["GET", "POST"])
blueprint.add_url_rule("/leave", "leave", leave, methods=["GET"])
blueprint.register_error_handler(413, tip_form_photos.too_large)
