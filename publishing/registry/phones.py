"""Telephone numbers in a cell: public landlines are kept, private mobile numbers are not.

Pure. The area code of Jiaozuo is 0391.
"""

import re
from dataclasses import dataclass

from publishing.registry.text import clean_text, has_personal_number

AREA_CODE = "0391"
_NUMBER = re.compile(
    r"""(?<!\d)(?:
        (?P<mobile>(?:\+?86[- ]?)?1[3-9]\d[-. ]?\d{4}[-. ]?\d{4})
      | \(?(?P<area>0\d{2,3})\)?[- ]?(?P<local>\d{7,8})(?:[-转](?P<ext>\d{1,5}))?
      | (?P<service>400[- ]?\d{3}[- ]?\d{4})
      | (?P<bare>[1-9]\d{6})
      | (?P<lost>391\d{7})
    )(?!\d)""",
    re.VERBOSE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PhoneReading:
    """The public numbers of a cell, joined by 、, and what was left out."""

    public: str | None
    mobiles: int
    unreadable: bool


def read_phones(cell: object) -> PhoneReading:
    """The numbers in `cell` (text, or a number that lost its leading 0).

    Landlines become `0391-1234567`; a seven-digit number gets the area code. Mobile numbers are counted and
    dropped. `unreadable` says that digits remained that are no telephone number.
    """
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    text = clean_text(text).replace("（", "(").replace("）", ")").replace("—", "-").replace("–", "-")
    public: list[str] = []
    mobiles = 0
    for found in _NUMBER.finditer(text):
        if found["mobile"]:
            mobiles += 1
            continue
        if found["local"]:
            number = f"{found['area']}-{found['local']}" + (f"转{found['ext']}" if found["ext"] else "")
        elif found["service"]:
            number = re.sub(r"[- ]", "", found["service"])
        elif found["bare"]:
            number = f"{AREA_CODE}-{found['bare']}"
        else:
            number = f"0{found['lost'][:3]}-{found['lost'][3:]}"
        if number not in public and not has_personal_number(number):
            public.append(number)
    return PhoneReading(
        public="、".join(public) or None,
        mobiles=mobiles,
        unreadable=re.search(r"\d", _NUMBER.sub("", text)) is not None,
    )
