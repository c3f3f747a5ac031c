"""Hiding identity-card, telephone and account numbers, mail addresses and WeChat names in free text, however
they are written. A vehicle's plate stays: it is what was seen, and no way to the reporter.

Digits may be full-width or Chinese (一三八〇〇…), with spaces, dashes or dots between them. Nothing of a
number is left but its kind: in a village the last four digits of a mobile number are enough to know whose it
is.
"""

import re
import unicodedata

ID_MASK = "［身份证号］"
PHONE_MASK = "［电话］"
NUMBER_MASK = "［号码］"
NAME_MASK = "［姓名］"
CONTACT_MASK = "［联系方式］"
_MASKS = re.compile("|".join(re.escape(word) for word in (ID_MASK, PHONE_MASK, NUMBER_MASK, CONTACT_MASK)))
_SHORTEST_NAME = 2
_SHORTEST_CONTACT = 5
"""Shorter words would be hidden where they mean something else."""

_CHINESE = {"零": "0", "〇": "0", "○": "0", "洞": "0", "幺": "1", "壹": "1", "贰": "2", "叁": "3", "肆": "4",
            "伍": "5", "陆": "6", "柒": "7", "捌": "8", "玖": "9",
            **{numeral: str(value) for value, numeral in enumerate("一二三四五六七八九", 1)}}  # fmt: skip
_S = r"[ \t\n\u00a0\u3000\u200b\-‐‑‒–—―－−_.·*]{0,3}"
"""What people put between digits. No comma: it separates two numbers."""


def _digits(first: str, count: int) -> str:
    """`first` and `count` more digits with separators."""
    return first + rf"(?:{_S}\d){{{count}}}"


_MONTH_DAY = rf"(?:0{_S}[1-9]|1{_S}[0-2]){_S}(?:0{_S}[1-9]|[12]{_S}\d|3{_S}[01])"
_ADDRESS = (
    r"[A-Za-z0-9](?:[A-Za-z0-9._%+\-]{0,62}[A-Za-z0-9_])?@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62}\.)+[A-Za-z]{2,10}"
)
_PATTERNS = (
    # before the numbers: 66778899@qq.com is one address
    (CONTACT_MASK, re.compile(rf"(?<![A-Za-z0-9]){_ADDRESS}(?![A-Za-z0-9])")),
    # a name of WeChat's own form (a letter and 5 to 19 more), after a word that says what it is
    (CONTACT_MASK, re.compile(r"(?i:(?:微信|薇信|威信|[vV]信|(?<![a-z])(?:wechat|weixin|wx|vx|加\s?v))"
                              r"(?:号|id|是|为|我|加|[:： ]){0,6}"
                              r"(?P<number>[a-z][a-z0-9_\-]{5,19})(?![a-z0-9_\-]))")),
    # 18 digits, the last may be X; 16 and more also catch bank cards
    (ID_MASK, re.compile(rf"(?<!\d){_digits('[1-9]', 16)}{_S}[\dXx](?!\d)")),
    (NUMBER_MASK, re.compile(rf"\d(?:{_S}\d){{15,}}[Xx]?")),
    # 15 digits hold a birthday, which tells them from licence numbers
    (ID_MASK, re.compile(rf"(?<!\d)[1-6](?:{_S}\d){{7}}{_S}{_MONTH_DAY}(?:{_S}\d){{3}}(?!\d)")),
    (PHONE_MASK, re.compile(rf"(?<!\d)(?:(?:\+|00)?86{_S})?1{_S}[3-9](?:{_S}\d){{9}}(?!\d)")),
    (PHONE_MASK, re.compile(rf"(?<!\d)[(]?0(?:{_S}\d){{2,3}}[)]?{_S}[2-9](?:{_S}\d){{6,7}}(?!\d)")),
    (PHONE_MASK, re.compile(rf"(?<!\d)[(]?0(?:{_S}\d){{2,3}}[)]?[\- ]1(?:{_S}\d){{6,7}}(?!\d)")),
    (NUMBER_MASK, re.compile(r"(?<=电话|座机|手机|微信|联系|拨打|号码)(?:号|我|是|为|[:： ]){0,4}"
                             rf"(?P<number>\d(?:{_S}\d){{5,14}})(?!\d)")),
    (NUMBER_MASK, re.compile(r"(?i:(?<![a-z])(?:qq|wx|vx)(?:号|是|为|[:： ]){0,4}"
                             rf"(?P<number>\d(?:{_S}\d){{4,14}}))")),
)  # fmt: skip


def mask(text: str) -> str:
    """`text` with every personal number replaced by a word for its kind; masking twice changes nothing
    more."""
    # one character stands for one, so that places in the readable form are places in the text
    readable = text.translate(_READABLE)
    for word, pattern in _PATTERNS:
        pieces: list[str] = []
        end = 0
        for found in pattern.finditer(readable):
            start, stop = found.span("number") if "number" in pattern.groupindex else found.span()
            pieces += [text[end:start], word]
            end = stop
        if pieces:
            text = "".join((*pieces, text[end:]))
            readable = text.translate(_READABLE)
    return text


def hide_reporter(text: str, *, name: str, contact: str) -> str:
    """`text` without the reporter's own name and contact, where they wrote into it what they also sealed."""
    if len(name) >= _SHORTEST_NAME:
        text = text.replace(name, NAME_MASK)
    for part in sorted(re.split(r"[\s，,、；;/]+", contact), key=len, reverse=True):
        if len(part) >= _SHORTEST_CONTACT:
            text = text.replace(part, CONTACT_MASK)
    return text


def has_personal_numbers(text: str) -> bool:
    """Whether masking would change `text`."""
    return mask(text) != text


def numbers_in(text: str) -> tuple[str, ...]:
    """What masking would hide in `text`, in its order."""
    left = [re.escape(piece) for piece in _MASKS.split(mask(text))]
    found = re.fullmatch("(.*?)".join(left), text, re.DOTALL)
    hidden = found.groups() if found else ()
    return tuple(number.strip() for number in hidden if not _MASKS.fullmatch(number.strip()))


class _Readable(dict[int, str]):
    """What each character reads as, found out the first time it is met."""

    def __missing__(self, code: int) -> str:
        self[code] = _readable(chr(code))
        return self[code]


_READABLE = _Readable()


def _readable(character: str) -> str:
    if character in _CHINESE:
        return _CHINESE[character]
    narrow = unicodedata.normalize("NFKC", character)
    if len(narrow) == 1 and narrow.isdigit():
        return str(unicodedata.digit(narrow))
    # a letter that NFKC makes two of would move every place behind it
    return narrow if len(narrow) == 1 else character
