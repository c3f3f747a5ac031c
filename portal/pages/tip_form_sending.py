"""第6步 of a report: checking, sending, and the receipt that is shown once.

The receipt code comes from the draft's token alone, so a second tap, a reload or a retry shows the same code
and makes no second tip. It is shown to the browser that sent the report for half an hour at most.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.deadlines.rules import working_days_between
from intake.desk.work_clocks import calendar_now
from intake.tips.codes import grouped, normalise
from intake.tips.drafts import Draft, DraftPhotoValue, discard, load_draft, photos_of_draft
from intake.tips.masking import mask
from intake.tips.receiving import Submission, receive
from intake.tips.rules import HARM
from intake.tips.values import ReporterView
from portal.i18n import day, short_day
from portal.pages.tip_form_code import differing
from portal.pages.tip_form_draft import (
    LEFT_COOKIE,
    UNKNOWN,
    Report,
    begun_at,
    browser_token,
    code_of,
    first_gap,
    forget_token,
    gone,
    may_show_code,
    receipt_of,
    receipts_secret,
    step,
)
from portal.pages.tip_form_forms import CheckForm, CodeForm, category_words
from portal.pages.tip_form_photos import shown
from portal.pages.tip_form_position import ShownPosition, position_doubt, shown_position
from portal.pages.tip_form_register import OnRegister, on_register
from portal.pages.tip_form_where import chosen_code, is_village, place_label, spoken_place
from portal.pressure import count_report, must_wait, offers_proof
from portal.proof import is_proof, new_challenge
from portal.security import CONTENT_SECURITY_POLICY
from publishing.divisions.queries import get_division, load_gazetteer
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid
from publishing.kernel.web import begin, now, public, read, settings, today

_TOO_QUICK = timedelta(seconds=5)
"""Nobody fills in six pages in less."""
_STEP_OF_FIELD = {
    "categories": "what",
    "division_code": "where",
    "position": "position",
    "text": "seen",
    "photo": "photos",
    "contact": "contact",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """What the check page shows beside the answers themselves."""

    county: str
    """Empty: not known."""
    place: str
    understood: str
    village_known: bool
    position: ShownPosition | None
    doubt: str
    """What speaks against the position; empty where nothing does."""
    photos: tuple[DraftPhotoValue, ...]
    register: OnRegister


@public
@step("check")
def check(report: Report) -> ResponseReturnValue:
    """The answers once more, and sending them."""
    form = CheckForm()
    gap = first_gap(report.draft)
    if request.method == "POST" and gap is not None:
        return redirect(url_for(f"tip_form.{gap}", first=1), 303)
    if form.validate_on_submit():
        return _send(report, form)
    summary = _summary(report)
    busy = offers_proof()
    page = make_response(
        render_template(
            "portal/report/check.html",
            form=form,
            draft=report.draft,
            summary=summary,
            photos=shown(summary.photos),
            phone=half_hidden(report.draft.contact),
            problems=category_words(report.draft.categories),
            busy=busy,
        )
    )
    if busy:
        page.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; worker-src 'self'"
    return page


@public
def proof() -> ResponseReturnValue:
    """A challenge for the check page's script."""
    return jsonify(new_challenge())


def _summary(report: Report) -> Summary:
    draft = report.draft
    with read() as session:
        known = draft.county_code not in ("", UNKNOWN)
        return Summary(
            county=get_division(session, draft.county_code).name if known else "",
            place=mask(spoken_place(draft)),
            understood=place_label(session, draft),
            village_known=is_village(session, draft),
            position=shown_position(session, draft.position),
            doubt=position_doubt(session, draft),
            photos=photos_of_draft(session, report.token),
            register=on_register(draft),
        )


def half_hidden(contact: str) -> str:
    """138****0000: enough for the reporter to recognise the number, too little for one who looks on."""
    kept = 3 if len(contact) >= 11 else len(contact) // 4
    return f"{contact[:kept]}****{contact[-4:]}" if len(contact) >= 7 else contact


def _send(report: Report, form: CheckForm) -> ResponseReturnValue:
    """One transaction: received, routed, and the draft gone."""
    # counted once a report: a second tap finds no draft and does not come here
    limited = must_wait(
        count_report(),
        proved=is_proof(form.proof.data or "", report=report.token),
        suspicious=bool(form.website.data) or now() - begun_at(report.token) < _TOO_QUICK,
    )
    try:
        with begin(together=True) as session:
            draft = load_draft(session, report.token)
            if draft is not None:
                receive(
                    session,
                    _submission(report.token, draft, photos_of_draft(session, report.token)),
                    gazetteer=load_gazetteer(session),
                    secret=receipts_secret(),
                    uploads=settings().uploads,
                    now=now(),
                    limited=limited,
                )
                discard(session, report.token)
    except Invalid as error:
        where = _STEP_OF_FIELD[str(error.values["field"])]
        return redirect(url_for(f"tip_form.{where}", first=1), 303)
    return redirect(url_for("tip_form.sent"), 303)


def _submission(token: str, draft: Draft, photos: tuple[DraftPhotoValue, ...]) -> Submission:
    return Submission(
        token=token,
        categories=draft.categories,
        text=draft.text,
        kindergarten_name=draft.kindergarten_name,
        kindergarten_id=draft.kindergarten_id or None,
        place_words=spoken_place(draft),
        division_code=chosen_code(draft),
        contact_name=draft.contact_name,
        contact=draft.contact,
        photos=tuple(each.photo for each in photos),
        position=draft.position,
    )


@public
def sent() -> ResponseReturnValue:
    """The receipt; what is typed is compared with the code, so that a slip of the pen is found now."""
    token = browser_token()
    receipt = receipt_of(token)
    if receipt is None:
        return gone(url_for("tip_form.start", anew=1))
    if not may_show_code(receipt):
        return _end("late")
    code = code_of(token)
    form = CodeForm()
    if form.validate_on_submit() and normalise(form.code.data) == code:
        return _end("right")
    if form.is_submitted() and (groups := differing(form.code.data or "", code)):
        form.code.errors = [_differs(groups)]
    page = render_template(
        "portal/report/sent.html",
        form=form,
        code=grouped(code),
        receipt=receipt,
        next_rows=next_days(receipt),
        printed_on=today(),
    )
    return page, 422 if form.errors else 200


def _differs(groups: tuple[int, ...]) -> str:
    if len(groups) == 1:
        return str(_("查询码有一位抄错了，在第%(n)s组，请对照上面的改", n=groups[0]))
    places = str(_("、")).join(str(_("第%(n)s组", n=n)) for n in groups)
    return str(_("和上面的查询码不一样：%(places)s。请对照着改", places=places))


@public
def noted() -> ResponseReturnValue:
    """After the receipt: the code is shown no more. Posting here says that it is written down."""
    if request.method == "POST":
        return _end("noted")
    if LEFT_COOKIE in request.cookies:
        return gone(url_for("tip_form.noted"))
    return render_template("portal/report/noted.html", why=request.args.get("why", ""))


def _end(why: str) -> ResponseReturnValue:
    response = make_response(redirect(url_for("tip_form.noted", why=why), 303))
    forget_token(response)
    return response


def next_days(receipt: ReporterView) -> list[tuple[str, str, str, str]]:
    """What happens next, with days that a clock of the office holds."""
    place = "".join(receipt.place[-1:])
    due = {deadline.code: deadline.due for deadline in receipt.deadlines}
    office = _("已经送到%(office)s", office=receipt.office_name)
    if receipt.state != "received":
        more = _("已经受理，交给负责%(place)s的人员核查。", place=place)
    elif HARM in receipt.categories:
        more = _("事关孩子安全，当天就有人处理。")
    elif len(receipt.place) > 2:
        more = _("受理后交给负责%(place)s的人员核查。", place=place)
    else:
        more = _("先核对地点，再交给负责当地的人员核查。")
    rows = [(_("刚才"), office, more, "now")]
    if "accept" in due:
        count = working_days_between(local_day(receipt.received_at), due["accept"], calendar_now())
        when = _("%(day)s前（%(count)s个工作日内）", day=short_day(due["accept"]), count=count)
        rows.append((when, _("告诉您是否受理"), "", "next"))
    asked = _("用查询码可以看到，也可以匿名回答。")
    rows.append((_("核查期间"), _("可能会问您问题"), asked, "next"))
    if "conclude" in due:
        rows.append((_("%(day)s前", day=day(due["conclude"])), _("告诉您办理结果"), "", "next"))
    later = _("答复满两周和满六周后，您查进度时会问。没有解决，就换人重新核查。")
    rows.append((_("答复以后"), _("问您问题解决了没有"), later, "next"))
    return rows
