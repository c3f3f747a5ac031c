"""举报线索: the list, the page of a case, its photos; and where the pages of its steps are."""

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.deadlines.periods import TRACKS
from intake.desk import tips_list, tips_steps, tips_together
from intake.desk.tips_acts import ACTS, acts_of
from intake.desk.tips_case import load_case, marked
from intake.desk.tips_words import CERTAINTY_WORDS, RECUSAL_WORDS, title_of
from intake.tips.handing_over import recuse_oneself
from intake.tips.queries import get_tip, photos_of
from intake.tips.rules import CERTAIN, URGENCIES
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, settings, today

blueprint = Blueprint("tips", __name__)

_PHOTO_POLICY = "default-src 'none'; sandbox"

blueprint.add_url_rule("/office/tips/", "index", tips_list.index)
blueprint.add_url_rule("/office/tips/together", "together", tips_together.together, methods=["POST"])
blueprint.add_url_rule("/office/tips/<int:tip_id>/next", "choose", tips_steps.choose, methods=["POST"])
blueprint.add_url_rule("/office/tips/<int:tip_id>/<action>", "step", tips_steps.step, methods=["GET", "POST"])


@blueprint.get("/office/tips/<int:tip_id>")
@requires(Permission.TIP_READ)
def show(tip_id: int) -> ResponseReturnValue:
    """The case: what was reported, what comes next, what has happened, who answers for it."""
    actor = current_actor()
    with read() as session:
        case = load_case(session, settings(), tip_id, actor=actor, today=today(), moment=now())
    tip = case.tip
    return render_template(
        "intake/tips_case.html",
        case=case,
        tip=tip,
        title=title_of(tip),
        text=marked(tip.text),
        where=marked(tip.place_words),
        acts={action: ACTS[action] for action in acts_of(tip, current_actor())},
        slug=tips_steps.slug,
        may_add_place=actor.may(Permission.PLACE_MANAGE) and tip.place_certainty not in CERTAIN,
        certainty=str(CERTAINTY_WORDS[tip.place_certainty]),
        recusal_words=RECUSAL_WORDS,
        tracks=TRACKS,
        urgencies=URGENCIES,
        may_record=actor.may(Permission.TIP_RECORD),
        reported_by_me=tip.handled_by_id is not None and tip.handled_by_id == actor.user_id,
    )


@blueprint.get("/office/tips/<int:tip_id>/photos/<int:photo_id>")
@requires(Permission.TIP_READ)
def photo(tip_id: int, photo_id: int) -> ResponseReturnValue:
    """A photo of a tip that this person may see: a download, which no browser may treat as a page."""
    with read() as session:
        tip = get_tip(session, tip_id, actor=current_actor())
        photos = photos_of(session, tip_id)
    number, found = next(((n, p) for n, p in enumerate(photos, 1) if p.id == photo_id), (0, None))
    if found is None:
        abort(404)
    response = send_file(
        settings().uploads / found.file,
        mimetype="image/jpeg",
        as_attachment=True,
        download_name=f"{tip.number}-{number}.jpg",
        etag=False,
        max_age=0,
    )
    response.headers["Content-Security-Policy"] = _PHOTO_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.route("/office/tips/<int:tip_id>/recuse", methods=["GET", "POST"])
@requires(Permission.TIP_READ)
def recuse(tip_id: int) -> ResponseReturnValue:
    """我与此事有关，申请回避: says what follows, then does it; the case is this person's no more."""
    if request.method == "POST":
        with begin() as session:
            recuse_oneself(session, tip_id, actor=current_actor(), now=now())
        flash(_("已登记回避，您不再看到这件举报。"))
        return redirect(url_for("work.index"), 303)
    with read() as session:
        tip = get_tip(session, tip_id, actor=current_actor())
    return render_template("intake/tips_recuse.html", tip=tip, title=title_of(tip))
