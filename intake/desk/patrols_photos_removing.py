"""Taking a wrong photo off a visit, with the reason."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.desk.ledger_refusals import show
from intake.patrols.photographing import LONGEST_REASON, may_remove, photos_of_visit, remove_photo
from intake.patrols.queries import get_visit
from intake.tips.retaining import unlink
from publishing.kernel.errors import Forbidden, Invalid
from publishing.kernel.forms import Form, Needed, TextArea
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, now, read, requires, settings


class RemovePhotoForm(Form):
    """Why the photo goes."""

    reason = TextArea(
        _l("为什么删除"),
        [Needed(_l("请写明理由，例如“拍到了幼儿的脸”或“传错了，是别处的照片”"))],
        description=_l("照片删除以后找不回来；理由和您的姓名留在到访记录里。不要写幼儿的姓名。"),
        render_kw={"rows": 2, "maxlength": LONGEST_REASON},
    )


@requires(Permission.PATROL_RECORD)
def page(visit_id: int, photo_id: int) -> ResponseReturnValue:
    """The form; a photo that is gone already leads back to its visit."""
    actor = current_actor()
    with read() as session:
        visit = get_visit(session, visit_id, actor=actor)
        photo = next((one for one in photos_of_visit(session, visit_id) if one.id == photo_id), None)
    if photo is None:
        abort(404)
    if not may_remove(visit, actor):
        raise Forbidden(permission=Permission.PATROL_RECORD.value, reason="not_responsible")
    back = url_for("patrols.visit", visit_id=visit_id, _anchor="photos")
    if photo.removed_at is not None:
        flash(_("这张照片已经删除，没有重复办理。"))
        return redirect(back, 303)
    form = RemovePhotoForm()
    if form.validate_on_submit():
        try:
            with begin() as session:
                file = remove_photo(session, visit_id, photo_id, form.reason.data, actor=actor, now=now())
        except Invalid as refusal:
            show(form, refusal)
        else:
            # after the commit: a file without a row is harmless, a row without its file is not
            unlink(settings().uploads, (file,))
            flash(_("已经删除照片%(n)s。", n=photo.number))
            return redirect(back, 303)
    rendered = render_template("intake/patrols/remove_photo.html", form=form, visit=visit, photo=photo)
    return rendered, 422 if form.errors else 200
