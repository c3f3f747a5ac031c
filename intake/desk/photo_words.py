"""Why a photo was not taken, in words."""

from flask_babel import gettext as _

from intake.tips.photos import MOST
from publishing.kernel.errors import Invalid


def photo_problem(error: Invalid) -> str:
    """Why a photo was not taken, and what to do."""
    words = {
        "empty": _("这个文件是空的，请重新选一张"),
        "too_big": _("这张照片超过10 MB，请换一张小一些的"),
        "too_many_pixels": _("这张照片太大（超过5000万像素），请换一张小一些的"),
        "not_photo": _("这不是照片。请选JPG、PNG、WebP或HEIC格式的照片"),
        "polyglot": _("这个文件里除了照片还有别的内容，不能接收，请重新拍一张"),
        "broken": _("这张照片打不开，可能没有保存完整，请重新选一张"),
        "too_many": _("最多%(most)s张照片，多出的没有收下", most=MOST),
    }
    return str(words[str(error.values["reason"])])
