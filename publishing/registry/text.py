"""Cleaning what people type into spreadsheet cells, and keeping personal numbers out of it.

Pure. Everything here takes any text and returns text; nothing raises.
"""

import re
import unicodedata
from datetime import date

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
                        "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]")  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff（），：；、。]"
_SPACE_BY_WIDE = re.compile(rf"(?<={_WIDE}) | (?={_WIDE})")
_PUNCTUATION = str.maketrans({"(": "（", ")": "）", ",": "，", ":": "：", ";": "；"})

_BLANKS = frozenset(
    {"", "/", "\\", "-", "--", "—", "——", "–", "―", "一一", "_", "*", ".", "、", "。", "无", "暂无", "没有",
     "空", "待定", "待办", "不详", "未填", "无此项", "n/a", "na", "none", "null", "#n/a"}
)  # fmt: skip
_FORMULA = re.compile(r"[=@]|[+-]\s*(?:[A-Za-z]+\d*\s*[(（]|[^|!]*[|!])")
_DITTO = frozenset({"同上", "〃", '"', "″", "''", "同前", "上同"})

_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[-—. ]?\d{4}[-—. ]?\d{4}(?!\d)")
_ID_LIKE = re.compile(r"(?<![0-9A-Za-z])\d{6}[- ]?(?:19|20)\d{2}[- ]?\d{4}[- ]?\d{3}[\dXx*](?![0-9A-Za-z])")
_OLD_ID_LIKE = re.compile(
    r"(?<![0-9A-Za-z])[1-6]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![0-9A-Za-z])"
)
_ROLE = r"(?:园长|法人代表|法定代表人|法人|负责人|联系人|举办者|投资人|经办人|校长)(?:姓名)?"
_NAMED_PERSON = re.compile(rf"{_ROLE}[:：]\s*[\u4e00-\u9fff·]{{2,4}}")
_PERSON_BEFORE_NUMBER = re.compile(
    rf"{_ROLE}[:：]?\s*[\u4e00-\u9fff·]{{0,4}}?(?:联系)?(?:电话|手机号?|身份证号?)?[，、:：\s]*(?=\d{{11}})"
)


def _once(text: str) -> str:
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    text = unicodedata.normalize("NFKC", text)
    text = _SPACES.sub(" ", text).strip()
    if any("\u2e80" <= char <= "\u9fff" for char in text):
        text = text.translate(_PUNCTUATION)
    return _SPACE_BY_WIDE.sub("", text)


def clean_text(text: str) -> str:
    """`text` in NFKC, without invisible characters, line breaks and doubled spaces, with Chinese brackets.

    Idempotent: removing one character can bring two others together, so it runs until nothing changes.
    """
    while (cleaned := _once(text)) != text:
        text = cleaned
    return text


def clean_code(text: str) -> str:
    """`text` as a code: NFKC, upper case, without spaces, dashes, quotes and brackets."""
    return re.sub(r"[\s\-—–_'’‘`\".·()（）\[\]【】]", "", clean_text(text)).upper()


def is_blank(text: str) -> bool:
    """Whether a cleaned cell says "nothing": empty, a dash, 无, 暂无 and their like."""
    return text.lower() in _BLANKS


def is_ditto(text: str) -> bool:
    """Whether a cleaned cell says "as above": 同上, 〃."""
    return text in _DITTO


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program would take a cleaned cell for a formula: =1+2, @SUM（A1）, +cmd|…!A0.

    A sign before a number or a word is none: +86 391, -（已停办）.
    """
    return _FORMULA.match(text) is not None


def looks_like_id_number(text: str) -> bool:
    """Whether all of `text` has the shape of a resident identity number (GB 11643, 18 or 15 digits)."""
    text = re.sub(r"[\s-]", "", text).upper()
    if not re.fullmatch(r"[1-9]\d{16}[\dX*]", text):
        return re.fullmatch(r"[1-6]\d{14}", text) is not None and _is_day("19" + text[6:12])
    return _is_day(text[6:14])


def _is_day(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).year <= 2100
    except ValueError:
        return False


def looks_like_mobile(text: str) -> bool:
    """Whether `text` holds nothing but one or more mobile numbers."""
    return _MOBILE.search(text) is not None and not re.search(
        r"[0-9A-Za-z\u4e00-\u9fff]", _MOBILE.sub("", text)
    )


def has_personal_number(text: str) -> bool:
    """Whether an identity or mobile number stands anywhere in `text`."""
    return any(pattern.search(text) for pattern in (_MOBILE, _ID_LIKE, _OLD_ID_LIKE))


def without_personal(text: str) -> str:
    """`text` without identity numbers, mobile numbers and "园长：张三"; for text that will be published."""
    for pattern in (_PERSON_BEFORE_NUMBER, _ID_LIKE, _OLD_ID_LIKE, _MOBILE, _NAMED_PERSON):
        text = pattern.sub("", text)
    return clean_text(re.sub(r"[，；、,;]{2,}", "，", text)).strip("，；、,;：: ")


def mask_personal(text: str) -> str:
    """`text` with identity and mobile numbers made unreadable; for problem lists that colleagues see."""
    text = _ID_LIKE.sub(lambda found: found[0][:6] + "*" * (len(found[0]) - 6), text)
    text = _OLD_ID_LIKE.sub(lambda found: found[0][:6] + "*" * (len(found[0]) - 6), text)
    return _MOBILE.sub(lambda found: found[0][:3] + "*" * (len(found[0]) - 3), text)
