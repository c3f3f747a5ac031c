"""Reading a posted report: the standard's fields and our attributes, into what the tip line takes in.

Everything that is wrong is told at once. `device_id` is not looked at: it would tell one reporter from all
others.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.utils import secure_filename

from intake.desk.photo_words import photo_problem
from intake.tips.locating import Position, position_from
from intake.tips.photos import MOST, CleanPhoto, clean
from intake.tips.receiving import Submission
from intake.tips.rules import CATEGORIES
from portal.api.open311.answers import Refused
from portal.api.open311.services import ALSO, COUNTY, NAME, PHOTO_HINT, REGISTER_ID, SEEN, VILLAGE
from publishing.divisions.positions import Datum, Point
from publishing.kernel.errors import Invalid

LONGEST_DESCRIPTION = 4_000
"""The standard's own limit."""
CHANNEL = "open311"
_LONGEST = {
    "address_string": 1_000,
    "address_id": 20,
    "first_name": 50,
    "last_name": 50,
    "phone": 50,
    "email": 100,
    "account_id": 100,
    "description": LONGEST_DESCRIPTION,
    f"attribute[{SEEN}]": LONGEST_DESCRIPTION,
    f"attribute[{VILLAGE}]": 100,
    f"attribute[{NAME}]": 100,
    f"attribute[{REGISTER_ID}]": 12,
    f"attribute[{COUNTY}]": 20,
}
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]*)\](?:\[\d*\])?")
_KNOWN = frozenset({SEEN, ALSO, COUNTY, VILLAGE, NAME, REGISTER_ID, PHOTO_HINT})
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(slots=True)
class Posted:
    """The fields of a request, and what is wrong with them so far."""

    form: MultiDict[str, str]
    files: Sequence[FileStorage]
    problems: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Of what does not exist: the request is then answered 404, as the standard has it."""

    def text(self, name: str) -> str:
        """A field without spaces around it; what is too long, or not UTF-8, becomes a problem."""
        value = _NOT_TEXT.sub("", self.form.get(name, "").replace("\r\n", "\n")).strip()
        most = _LONGEST.get(name, LONGEST_DESCRIPTION)
        if len(value) > most:
            self.problems.append(_("%(field)s最多%(most)s个字，请缩短。", field=name, most=most))
        if "\ufffd" in value:
            self.problems.append(_("%(field)s里有读不出的字，请用UTF-8编码发送。", field=name))
        return value

    def line(self, name: str) -> str:
        """A field of one line."""
        return " ".join(self.text(name).split())

    def attribute(self, code: str) -> str:
        """The answer to a question of the service definition."""
        return self.text(f"attribute[{code}]")


def read_report(form: MultiDict[str, str], files: Iterable[FileStorage], *, token: str) -> Submission:
    """The report that was posted; its attachments are cleaned. Raises Refused with everything that is wrong.

    Whether divisions and kindergartens that it names exist is for the caller to look up.
    """
    posted = Posted(form, [file for file in files if file.filename])
    categories = _categories(posted)
    text = _seen(posted)
    place_words, division_code = _place(posted)
    _check_attributes(posted)
    if posted.text("media_url"):
        posted.problems.append(
            _("本站不打开任何网址，不能接收media_url。请把照片作为media随表单上传（multipart/form-data）。")
        )
    submission = Submission(
        token=token,
        channel=CHANNEL,
        categories=categories,
        text=text,
        kindergarten_name=" ".join(posted.attribute(NAME).split()),
        kindergarten_id=posted.attribute(REGISTER_ID) or None,
        place_words=place_words,
        division_code=division_code,
        position=_position(posted),
        contact_name=_name(posted),
        contact="；".join(
            part for part in (posted.line("phone"), posted.line("email"), posted.line("account_id")) if part
        ),
        photos=_photos(posted),
    )
    if posted.problems or posted.missing:
        wrong = dict.fromkeys((*posted.problems, *posted.missing))
        raise Refused(400 if posted.problems else 404, *wrong)
    return submission


def fingerprint(form: MultiDict[str, str], files: Iterable[FileStorage]) -> str:
    """A digest of all that is sent but the partner's key: with the sender's Idempotency-Key it tells a
    repeated request from another one."""
    digest = hashlib.sha256()
    for name, value in sorted(form.items(multi=True)):
        if name not in ("api_key", "device_id"):
            digest.update(f"{len(name)}:{name}={len(value)}:{value};".encode())
    for file in files:
        data = file.stream.read()
        file.stream.seek(0)
        digest.update(f"file {len(data)}:".encode() + data)
    return digest.hexdigest()


def _categories(posted: Posted) -> tuple[str, ...]:
    code = posted.line("service_code")
    if not code:
        posted.problems.append(_("没有写service_code。有哪些，请看services.xml。"))
    elif code not in CATEGORIES:
        posted.missing.append(_("没有“%(code)s”这个service_code。有哪些，请看services.xml。", code=code[:40]))
    names = (f"attribute[{ALSO}]", f"attribute[{ALSO}][]")
    also = [value.strip() for name in names for value in posted.form.getlist(name) if value.strip()]
    for value in also:
        if value not in CATEGORIES:
            posted.problems.append(
                _("attribute[%(code)s]里没有“%(value)s”这一项。", code=ALSO, value=value[:40])
            )
    return tuple(dict.fromkeys((code, *also)))


def _seen(posted: Posted) -> str:
    parts = dict.fromkeys((posted.text("description"), posted.attribute(SEEN)))
    text = "\n".join(part for part in parts if part)
    if not text:
        posted.problems.append(
            _("没有写看到了什么。请写在attribute[seen]或description里，例如“租的民房，有二十多个孩子”。")
        )
    elif len(text) > LONGEST_DESCRIPTION:
        posted.problems.append(
            _("attribute[seen]和description合起来最多%(most)s个字，请缩短。", most=LONGEST_DESCRIPTION)
        )
    return text


def _place(posted: Posted) -> tuple[str, str | None]:
    """The place in words, and the division that was named."""
    address, address_id = posted.text("address_string"), posted.line("address_id")
    if not (address or address_id or posted.line("lat") or posted.line("long")):
        posted.problems.append(
            _("没有写地点。请写address_string，或lat和long，或address_id（本站的区划代码），任选一种。")
        )
    parts = (posted.line(f"attribute[{VILLAGE}]"), address)
    return "，".join(part for part in parts if part), address_id or posted.attribute(COUNTY) or None


def _position(posted: Posted) -> Position | None:
    """The position, which the standard has in WGS-84; None where there is none."""
    lat, long = posted.line("lat"), posted.line("long")
    if not lat and not long:
        return None
    try:
        point = Point(latitude=float(lat), longitude=float(long))
    except ValueError:
        posted.problems.append(_("lat和long要一起写，用WGS-84的度数，例如lat=35.1712，long=113.0651。"))
        return None
    return position_from(point, way="map", datum=Datum.WGS84.value)


def _check_attributes(posted: Posted) -> None:
    for name in posted.form:
        found = _ATTRIBUTE.fullmatch(name)
        if found is None and name.startswith("attribute"):
            posted.problems.append(_("读不懂“%(name)s”。请写attribute[代码]=内容。", name=name[:60]))
        elif found is not None and found[1] not in _KNOWN:
            posted.problems.append(
                _("没有attribute[%(code)s]这个问题。有哪些，请看services/<service_code>.xml。",
                  code=found[1][:40])
            )  # fmt: skip


def _name(posted: Posted) -> str:
    """Family name first, as Chinese has it; a space only between Latin names."""
    last, first = posted.line("last_name"), posted.line("first_name")
    return f"{first} {last}".strip() if f"{first}{last}".isascii() else f"{last}{first}"


def _photos(posted: Posted) -> tuple[CleanPhoto, ...]:
    if len(posted.files) > MOST:
        posted.problems.append(_("照片最多%(most)s张，请减少后再发。", most=MOST))
        return ()
    cleaned = []
    for file in posted.files:
        try:
            cleaned.append(clean(file.stream.read()))
        except Invalid as error:
            name = secure_filename(file.filename or "") or file.name or "media"
            posted.problems.append(
                _("照片“%(name)s”：%(problem)s。", name=name, problem=photo_problem(error))
            )
    return tuple(cleaned)
