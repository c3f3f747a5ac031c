"""Photos of a visit: added on the visit's own page, so that an upload that fails loses nothing but itself."""

from flask import Response, abort, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.desk.photo_words import photo_problem
from intake.patrols.photographing import add_photos, photos_of_visit
from intake.patrols.queries import get_visit
from intake.tips.photos import MAX_BYTES, MOST, CleanPhoto, clean
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import Form, MultipleFileField
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, settings


class VisitPhotosForm(Form):
    """Photos to add."""

    photos = MultipleFileField(
        _l("选择照片"),
        description=_l("JPG、PNG、WebP或HEIC，每张不超过10 MB，最多%(most)s张。", most=MOST),
        render_kw={"mark_optional": False, "accept": "image/*"},
    )


@requires(Permission.PATROL_RECORD)
def add(visit_id: int) -> ResponseReturnValue:
    """Keeps the photos that can be kept and says of each other one why not."""
    actor = current_actor()
    with read() as session:
        get_visit(session, visit_id, actor=actor)
    if not VisitPhotosForm().validate_on_submit():
        abort(400)
    photos, problems = _cleaned()
    try:
        if photos:
            with begin() as session:
                n = add_photos(session, visit_id, photos, uploads=settings().uploads, actor=actor, now=now())
            flash(_("已经加上%(n)s张照片。", n=n))
    except Invalid as refusal:
        problems.append(photo_problem(refusal))
    if not photos and not problems:
        problems.append(_("请选择照片"))
    for problem in problems:
        flash(problem)
    return redirect(url_for("patrols.visit", visit_id=visit_id, _anchor="photos"), 303)


@requires(Permission.PATROL_READ)
def photo(visit_id: int, photo_id: int) -> Response:
    """A photo as a download, which no browser may treat as a page."""
    with read() as session:
        visit = get_visit(session, visit_id, actor=current_actor())
        photos = photos_of_visit(session, visit_id)
    found = next((one for one in photos if one.id == photo_id), None)
    if found is None or found.removed_at is not None:
        abort(404)
    response = send_file(
        settings().uploads / found.file,
        mimetype="image/jpeg",
        as_attachment=True,
        download_name=f"{visit.visited_on:%Y%m%d}-{visit.id}-{found.number}.jpg",
        etag=False,
        max_age=0,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _cleaned() -> tuple[list[CleanPhoto], list[str]]:
    photos, problems = [], []
    chosen = [file for file in request.files.getlist("photos") if file.filename]
    for file in chosen[:MOST]:
        try:
            photos.append(clean(file.stream.read(MAX_BYTES + 1)))
        except Invalid as refusal:
            problems.append(_("“%(name)s”：%(problem)s", name=file.filename, problem=photo_problem(refusal)))
    if len(chosen) > MOST:
        problems.append(photo_problem(Invalid(field="photo", reason="too_many")))
    return photos, problems
