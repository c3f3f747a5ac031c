"""第4步 of a report: photos, cleaned the moment they arrive.

They have a page of their own, so that an upload that is too large can lose nothing but itself. Where a photo
says where it was taken, the reporter is asked; until then that lies in the encrypted draft. No answer is no.
"""

import io
from collections.abc import Sequence
from dataclasses import replace

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException

from intake.desk.photo_words import photo_problem
from intake.tips.drafts import (
    Draft,
    DraftPhotoValue,
    add_photo,
    load_draft,
    photos_of_draft,
    remove_photo,
    save_draft,
)
from intake.tips.locating import Position
from intake.tips.photos import MAX_BYTES, MOST, CleanPhoto, clean_and_ask
from portal.pages.tip_form_draft import Report, browser_token, following, step, then
from portal.pages.tip_form_forms import ELSEWHERE, USE, PhotosForm
from portal.pages.tip_form_position import shown_position
from publishing.kernel.errors import Invalid
from publishing.kernel.web import begin, now, public, read

_THUMBNAIL = (416, 312)
SHOWN_HEIGHT = 78
"""Pixels of a thumbnail on the page; the file has four times as many, for dense screens and large text."""


def read_photos(files: Sequence[FileStorage]) -> tuple[list[CleanPhoto], list[str]]:
    """The cleaned photos of an upload, and a sentence for each file that was refused.

    No more files are looked at than a report may have: a request with hundreds must not keep a processor busy
    for minutes.
    """
    looked_at, problems = _look(files)
    return [photo for photo, _position in looked_at], problems


def _look(files: Sequence[FileStorage]) -> tuple[list[tuple[CleanPhoto, Position | None]], list[str]]:
    looked_at, problems = [], []
    chosen = [file for file in files if file.filename]
    for file in chosen[:MOST]:
        try:
            looked_at.append(clean_and_ask(file.stream.read(MAX_BYTES + 1)))
        except Invalid as error:
            problems.append(_("“%(name)s”：%(problem)s", name=file.filename, problem=photo_problem(error)))
    if len(chosen) > MOST:
        problems.append(photo_problem(Invalid(field="photo", reason="too_many")))
    return looked_at, problems


@public
@step("photos")
def photos(report: Report) -> ResponseReturnValue:
    """Adds what was chosen, takes out what is no longer wanted, or goes on."""
    form = PhotosForm()
    if not form.validate_on_submit():
        return _page(report, form)
    if "remove" in request.form:
        with begin(together=True) as session:
            remove_photo(session, report.token, request.form.get("remove", -1, type=int))
            # it may have been this photo's
            save_draft(session, report.token, replace(report.draft, offered=None), now())
        return redirect(url_for("tip_form.photos", then=then()), 303)
    adds = request.form.get("go") == "add"
    draft = _answered(report.draft, form.offer.data or "", adds=adds)
    added, problems = _add(replace(report, draft=draft), request.files.getlist("photos"))
    if added is not None:
        draft = replace(draft, offered=added)
    if draft != report.draft:
        with begin(together=True) as session:
            save_draft(session, report.token, draft, now())
    if problems:
        form.photos.errors = problems
        return _page(replace(report, draft=draft), form)
    if form.offer.data == ELSEWHERE and report.draft.offered and not adds:
        return redirect(url_for("tip_form.position", then=then()), 303)
    if adds or added is not None:
        return redirect(url_for("tip_form.photos", then=then()), 303)
    return redirect(following("photos", draft), 303)


def _answered(draft: Draft, answer: str, *, adds: bool) -> Draft:
    """What becomes of a photo's position: it is the place's if the reporter says so, and otherwise gone. Who
    only adds photos has not been asked for the last time."""
    if draft.offered is None or (adds and answer != USE):
        return draft
    return replace(draft, position=draft.offered if answer == USE else draft.position, offered=None)


def _add(report: Report, files: Sequence[FileStorage]) -> tuple[Position | None, list[str]]:
    """Keeps the photos; where the first of them that says so was taken, and what was refused."""
    looked_at, problems = _look(files)
    found = None
    for photo_, position in looked_at:
        try:
            with begin(together=True) as session:
                if load_draft(session, report.token) is None:
                    save_draft(session, report.token, report.draft, now())
                add_photo(session, report.token, photo_, now())
        except Invalid as error:
            return found, [*problems, photo_problem(error)]
        found = found or position
    return found, problems


def _page(report: Report, form: PhotosForm, status: int = 0) -> ResponseReturnValue:
    with read() as session:
        kept = photos_of_draft(session, report.token)
        offered = shown_position(session, report.draft.offered)
    page = render_template(
        "portal/report/photos.html",
        form=form,
        photos=shown(kept),
        most=MOST,
        offered=offered,
        replaces=report.draft.position is not None,
    )
    return page, status or (422 if form.errors else 200)


def shown(kept: Sequence[DraftPhotoValue]) -> list[tuple[int, int, int]]:
    """(id, place from 1, width at the shown height) of each photo."""
    return [
        (each.id, place, round(each.photo.width * SHOWN_HEIGHT / each.photo.height))
        for place, each in enumerate(kept, 1)
    ]


@public
def photo(place: int) -> ResponseReturnValue:
    """A small picture of the draft's photo at a place, for the browser that holds the draft only."""
    token = browser_token()
    with read() as session:
        kept = photos_of_draft(session, token) if token else ()
    if not 1 <= place <= len(kept):
        abort(404)
    picture = Image.open(io.BytesIO(kept[place - 1].photo.jpeg), formats=("JPEG",))
    picture.thumbnail(_THUMBNAIL)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    response = Response(out.getvalue(), mimetype="image/jpeg")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


def too_large(error: HTTPException) -> ResponseReturnValue:
    """An upload over the limit of a request: the page again, with what was kept before and what to do."""
    token = browser_token()
    with read() as session:
        draft = load_draft(session, token) if token else None
    if request.endpoint != "tip_form.photos" or draft is None:
        return error
    form = PhotosForm(formdata=None)
    form.photos.errors = [_("这次选的照片加起来太大，没有收下。请少选几张，分几次上传")]
    response = make_response(_page(Report(token, draft), form, 413))
    response.headers["Connection"] = "close"  # the rest of the body is not read
    return response
