"""What an acknowledgement 回执 says, and the file in which a reporter keeps it. Pure.

The signed text holds number, office, time and a digest; neither who reported nor the receipt code. The digest
is over the *opening*: the report's own words behind a random number, so that nobody who sees only the signed
text can find out by guessing what was reported. The opening stands in the reporter's file alone, below a
line of its own, so that `sed '1,/^=/d' FILE | sha256sum` checks it.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from publishing.kernel.clock import SHANGHAI

HEAD = "mingyuan-receipt v1"
CUT = "=========="
"""The line between the signed text with its explanation and the opening."""
SALT = "随机数："
_SIGNING = "— "
_FORM = re.compile(
    rf"{HEAD}\n举报接收回执\n"
    r"举报编号：(?P<number>[^\n]{1,200})\n"
    r"接收机关：(?P<office>[^\n]{1,200})\n"
    r"接收时间：[0-9: -]{19}（北京时间）\n"
    r"UTC时间：(?P<utc>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})Z\n"
    r"举报内容SHA-256：(?P<digest>[0-9a-f]{64})\n"
)


class NotAnAcknowledgement(ValueError):
    """A signed text of another kind, or one whose lines do not fit."""


class NothingFound(ValueError):
    """There is no acknowledgement in what was given."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledgement:
    """That a report arrived: its number, the office that answers for it, the second, and the digest of its
    opening."""

    number: str
    office: str
    received_at: datetime
    digest: str

    @property
    def text(self) -> str:
        """The text to sign; equal acknowledgements have equal texts."""
        utc = self.received_at.astimezone(UTC).replace(microsecond=0)
        return (
            f"{HEAD}\n举报接收回执\n"
            f"举报编号：{self.number}\n"
            f"接收机关：{self.office}\n"
            f"接收时间：{utc.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}（北京时间）\n"
            f"UTC时间：{utc:%Y-%m-%dT%H:%M:%S}Z\n"
            f"举报内容SHA-256：{self.digest}\n"
        )


def parse_acknowledgement(text: str) -> Acknowledgement:
    """What a signed text says; raises NotAnAcknowledgement. Only one text says the same."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise NotAnAcknowledgement("other lines")
    try:
        received_at = datetime.fromisoformat(found["utc"]).replace(tzinfo=UTC)
        read = Acknowledgement(
            number=found["number"], office=found["office"], received_at=received_at, digest=found["digest"]
        )
        same = read.text == text
    except (ValueError, OverflowError) as error:
        raise NotAnAcknowledgement("no such time") from error
    if not same:
        raise NotAnAcknowledgement("the two times differ")
    return read


def salt_of(secret: bytes, submission: str) -> str:
    """The random number of a report: from the digest of its draft's secret and the installation's. It is
    stored nowhere, the same every time, and can be made by the office alone."""
    return hmac.digest(secret, b"receipt-salt:" + submission.encode(), "sha256")[:16].hex()


def opening_of(*, salt: str, place: str, name: str, text: str) -> str:
    """The report's words as the office keeps them, behind the random number."""
    return canonical(f"{SALT}{salt}\n地点：\n{place}\n幼儿园名称：{name}\n看到的情况：\n{text}")


def canonical(text: str) -> str:
    """`text` with plain line ends, one of them at the end; what an editor or a web form may have changed
    about it is gone."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return f"{plain.rstrip()}\n"


def digest_of(opening: str) -> str:
    """SHA-256 of the canonical opening, as hex."""
    return hashlib.sha256(canonical(opening).encode("utf-8", "surrogatepass")).hexdigest()


def file_of(note: str, opening: str, *, vkey: str, verify_url: str) -> str:
    """The reporter's file: the signed note, how to use it, and the opening."""
    return (
        f"{note}\n"
        f"以上是签了名的回执，改动一个字就核对不上。核对：{verify_url}\n"
        f"公钥：{vkey}\n"
        "分界线以下，到文件末尾，是教育局收到并保存的文字（电话、身份证号已遮住）。\n"
        "这份文件里有您举报的内容，请放在别人看不到的地方。\n"
        f"{CUT}\n{opening}"
    )


def parts_of(given: str) -> tuple[str, str]:
    """(signed note, opening or "") of a file, or of a QR code's content pasted with or without it.

    Spaces at the ends of lines, a lost blank line and words around the note do no harm. Raises NothingFound.
    """
    lines = canonical(given).split("\n")
    bare = [line.strip() for line in lines]
    if HEAD not in bare:
        raise NothingFound("no head line")
    start = bare.index(HEAD)
    end = bare.index(CUT, start) if CUT in bare[start:] else len(bare)
    text = [line for line in bare[start:end] if line]
    first = next((n for n, line in enumerate(text) if line.startswith(_SIGNING)), len(text))
    last = next((n for n in range(first, len(text)) if not text[n].startswith(_SIGNING)), len(text))
    note = "\n".join([*text[:first], "", *text[first:last], ""])
    return note, "\n".join(lines[end + 1 :])
