"""核对: whether what somebody holds in their hands is ours. Reads no database, keeps and logs nothing."""

from flask import Blueprint, Response, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException
from wtforms import Field
from wtforms.validators import Length, StopValidation

from intake.tips.acknowledging import known_keys
from intake.tips.examining import Examined, NotText, examine, read_text
from publishing.kernel.forms import FileField, Form, TextArea
from publishing.kernel.web import public, settings

blueprint = Blueprint("verify", __name__)

LARGEST = 256 * 1024
"""Bytes of a file, or signs of a pasted text: ten times the longest report."""
_NOT_TEXT = {
    "pdf": _l("这是PDF。请扫描上面的二维码，把文字粘贴到第一格；或者上传TXT格式的回执文件"),
    "picture": _l("这是图片。请用手机扫描二维码，把扫出来的文字粘贴到第一格"),
    "other": _l("这不是文字文件。请上传下载回执时得到的TXT文件"),
}
_TOO_LARGE = _l("文件太大。回执文件只有几KB，请核对是不是选错了")
_REFUSED = {
    "nothing": _l("没有找到回执。请从“mingyuan-receipt v1”那一行开始，到最后一行签名，全部粘贴"),
    "damaged": _l("回执不完整，少了行或者换行不对。请重新扫描，全部粘贴，不要改动"),
}


class ReceiptForm(Form):
    """An acknowledgement to examine, pasted or as a file, and words to compare."""

    note = TextArea(
        _l("回执二维码里的文字"),
        validators=[Length(max=LARGEST)],
        description=_l("用手机扫回执上的二维码，把扫出来的文字全部粘贴到这里。"),
        render_kw={"rows": 8, "mark_optional": False, "spellcheck": "false"},
    )
    file = FileField(
        _l("或者上传回执文件（TXT）"),
        render_kw={"mark_optional": False, "accept": ".txt,text/plain"},
    )
    words = TextArea(
        _l("要核对的原文"),
        validators=[Length(max=LARGEST)],
        description=_l("上传回执文件的不用填。只有二维码的，粘贴“随机数”那一行和它下面的全部文字。"),
        render_kw={"rows": 4, "spellcheck": "false"},
    )
    _file_text = ""

    def validate_file(self, field: Field) -> None:
        """Reads the file. Raises StopValidation for one that is too large or no text."""
        if field.data is None:
            return
        data = field.data.stream.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise StopValidation(str(_TOO_LARGE))
        try:
            self._file_text = read_text(data)
        except NotText as error:
            raise StopValidation(str(_NOT_TEXT[error.kind])) from error

    def validate_note(self, field: Field) -> None:
        """Raises StopValidation where nothing was given at all."""
        if self.file.data is None and not field.data:
            raise StopValidation(_("请粘贴二维码里的文字，或者选择回执文件"))

    def given(self) -> str:
        """The text of the file, or what was pasted."""
        return self._file_text if self.file.data is not None else self.note.data or ""


@blueprint.route("/verify", methods=["GET", "POST"])
@public
def index() -> ResponseReturnValue:
    """Examines an acknowledgement; what was pasted stays in the form."""
    form = ReceiptForm()
    found = _examined(form) if form.validate_on_submit() else None
    return _page(form, found), 422 if form.errors else 200


@blueprint.get("/verify/keys.txt")
@public
def keys() -> Response:
    """The public keys, one `vkey` a line, the newest first."""
    response = make_response("".join(f"{key.vkey}\n" for key in known_keys(settings())))
    response.mimetype = "text/plain"
    return response


def too_large(_error: HTTPException) -> ResponseReturnValue:
    """A request over the limit: the form again, with what to do."""
    form = ReceiptForm(formdata=None)
    form.file.errors = [str(_TOO_LARGE)]
    response = make_response(_page(form, None), 413)
    response.headers["Connection"] = "close"  # the rest of the body is not read
    return response


blueprint.register_error_handler(413, too_large)


def _page(form: ReceiptForm, found: Examined | None) -> str:
    return render_template("portal/verify/index.html", form=form, found=found, keys=known_keys(settings()))


def _examined(form: ReceiptForm) -> Examined | None:
    """What was found; None where the form now says what is wrong with what was given."""
    found = examine(form.given(), form.words.data or "", known_keys(settings()))
    if found.finding not in _REFUSED:
        return found
    field = form.note if form.file.data is None else form.file
    field.errors = [str(_REFUSED[found.finding])]
    return None
