"""电话来访登记: what somebody tells the hotline or triage, written down once and acknowledged by a code."""

import secrets
from typing import cast

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from intake.cases.phoning import CHANNELS, record_by_phone
from intake.desk.numbers_form import NumbersForm
from intake.desk.tips_refusals import put_on
from intake.tips import codes
from intake.tips.receiving import Received, Submission
from intake.tips.rules import CATEGORIES, LONGEST_TEXT
from publishing.divisions.queries import list_counties
from publishing.divisions.resolving import Gazetteer
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import (
    CheckboxField,
    HiddenField,
    Needed,
    RadioField,
    SelectField,
    TextArea,
    TextField,
)
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.settings import secret
from publishing.kernel.web import begin, current_actor, extension, now, read, requires, settings
from publishing.kernel.words import choices

blueprint = Blueprint("phone", __name__)

UNSURE = "unsure"
_MOST_PLACES = 6


class PhoneForm(NumbersForm):
    """One page, in the order in which a caller is asked."""

    written = ("text", "place_words", "kindergarten_name")
    token = HiddenField()
    channel = RadioField(
        _l("怎么来的"), [Needed(_l("请选择怎么来的，例如“电话”"))], choices=choices("channel", *CHANNELS)
    )
    categories = CheckboxField(
        _l("反映什么问题"),
        [Needed(_l("请至少选择一个问题，例如“无证”"))],
        description=_l("可以选几项。拿不准就选“其他”。"),
        choices=choices("category", *CATEGORIES),
    )
    county = SelectField(_l("哪个县（市、区）"), choices=[("", "")], render_kw={"mark_optional": False})
    place_words = TextArea(
        _l("具体在哪里"),
        [Needed(_l("请写下对方说的地点，例如“月山镇花园村大队院东边第二家”；不知道的写“不清楚”"))],
        description=_l("先问乡镇和村（社区），再问附近有什么。"),
        render_kw={"rows": 2, "maxlength": 500},
    )
    place = RadioField(_l("是下面哪个地方"), choices=[], validate_choice=False)
    kindergarten_name = TextField(
        _l("园名或招牌上的字"), description=_l("不知道的留空。"), render_kw={"maxlength": 200}
    )
    text = TextArea(
        _l("对方说了什么"),
        [Needed(_l("请照原话写下对方看到的情况，例如“租的民房，有二十多个孩子”"))],
        description=_l("照原话写。不要在这里写对方的姓名和电话。"),
        render_kw={"rows": 6, "maxlength": LONGEST_TEXT},
    )
    contact_name = TextField(
        _l("对方姓名"),
        description=_l("对方愿意留才填。提交后立即密封，您和核查人员都看不到。"),
        render_kw={"maxlength": 100, "autocomplete": "off"},
    )
    contact = TextField(_l("对方电话或其他联系方式"), render_kw={"maxlength": 200, "autocomplete": "off"})


@blueprint.route("/office/phone/record", methods=["GET", "POST"])
@requires(Permission.TIP_RECORD)
def record() -> ResponseReturnValue:
    """The form; sent, it answers with the receipt. Sent again it shows the same receipt, and no second tip.

    The receipt is the answer to the form and never an address of its own: a code stands in no URL.
    """
    actor = current_actor()
    form = PhoneForm()
    form.numbers.choices = [
        ("move", _("是对方的联系方式，加密封存，只有保管员能打开")),
        ("mask", _("不用留，登记时遮住，谁也看不到")),
    ]
    with read() as session:
        form.county.choices = _counties(session, actor)
    if request.method != "POST":
        form.token.data = secrets.token_urlsafe(24)
        form.channel.data = "phone"
        return _page(form)
    form.place.choices = _places(form)
    if not form.validate_on_submit() or not _place_settled(form):
        return _page(form)
    try:
        with begin() as session:
            received = _receive(session, form, actor)
    except Invalid as refusal:
        put_on(form, refusal)
        return _page(form)
    return _receipt(form, received)


def _counties(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """The counties of this person's jurisdiction; where it is one only, there is nothing to choose."""
    own = [(d.code, d.name) for d in list_counties(session) if actor.covers(d.path)]
    return own if len(own) == 1 else [("", _("不清楚")), *own]


def _places(form: PhoneForm) -> list[tuple[str, str]]:
    """What the words may mean, where they do not mean one place; empty otherwise."""
    words = form.place_words.data or ""
    if not words.strip():
        return []
    gazetteer = cast(Gazetteer, extension("gazetteer").get())  # type: ignore[attr-defined]
    known = {code for code, _name in form.county.choices if code}
    within = form.county.data if form.county.data in known else None
    found = gazetteer.resolve(words, within=within)
    if found.decision != "several":
        return []
    named = [(each.code, each.full_name) for each in found.candidates[:_MOST_PLACES]]
    return [*named, (UNSURE, _("都不是，或者对方说不清"))]


def _place_settled(form: PhoneForm) -> bool:
    """Whether the place was chosen where there is a choice; otherwise says so at the field."""
    allowed = {code for code, _name in form.place.choices}
    if not allowed or form.place.data in allowed:
        return True
    form.place.errors = [_("这样的地方不止一个，请问清楚后选择")]
    return False


def _receive(session: Session, form: PhoneForm, actor: Actor) -> Received:
    chosen = form.place.data if form.place.data != UNSURE else None
    submission = Submission(
        token=form.token.data or "",
        categories=tuple(form.categories.data),
        text=form.text.data,
        kindergarten_name=form.kindergarten_name.data or "",
        place_words=form.place_words.data,
        division_code=chosen or form.county.data or None,
        contact_name=form.contact_name.data or "",
        contact=form.to_seal(form.contact.data or ""),
    )
    return record_by_phone(
        session,
        submission,
        channel=form.channel.data,
        gazetteer=cast(Gazetteer, extension("gazetteer").get()),  # type: ignore[attr-defined]
        secret=secret(settings(), "receipts"),
        uploads=settings().uploads,
        actor=actor,
        now=now(),
    )


def _page(form: PhoneForm) -> ResponseReturnValue:
    return render_template("intake/phone.html", form=form), 422 if form.errors else 200


def _receipt(form: PhoneForm, received: Received) -> ResponseReturnValue:
    code = codes.derive_code(secret(settings(), "receipts"), form.token.data or "")
    page = render_template(
        "intake/phone_receipt.html", code=codes.grouped(code), received=received, moment_received=now()
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
