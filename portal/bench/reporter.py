"""A reporter for measurements and tests: walks the report's pages over HTTP as a browser without script does.

Every page is opened, and its form sent with the page's own token. One connection is kept; cookies are kept.
"""

import http.client
import re
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_CODE = re.compile(r'<p class="ming-code__n">([\d ]+)</p>')
BOUNDARY = "----mingyuan-reporter"
Fields = Sequence[tuple[str, str]]


class WentElsewhere(Exception):
    """A page answered otherwise than the walk expects (what was asked, the status, where it leads)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    location: str
    """Path of a redirect; empty without one."""
    text: str
    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """What a reporter has to tell; codes are those of divisions and of problems."""

    categories: tuple[str, ...] = ("unlicensed", "fire")
    county: str
    town: str
    detail: str
    kindergarten_name: str
    text: str
    contact_name: str = ""
    contact: str = ""
    photo: bytes = b""
    """JPEG to upload; empty for none."""


@dataclass(slots=True)
class Reporter:
    """One browser. `source` is the loopback address it comes from (each has its own rate limit)."""

    port: int
    story: Story
    source: str = "127.0.0.1"
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 60.0
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """Opens a page."""
        return self._ask("GET", path, b"", {})

    def post(self, path: str, fields: Fields, *, photo: bytes | None = None) -> Answer:
        """Sends a form; `photo` makes it a form with a file field."""
        if photo is None:
            kind, body = "application/x-www-form-urlencoded", urlencode(list(fields)).encode()
        else:
            kind, body = f"multipart/form-data; boundary={BOUNDARY}", multipart(fields, photo)
        return self._ask("POST", path, body, {"Content-Type": kind})

    def submit(self, page: str, fields: Fields, *, photo: bytes | None = None) -> Answer:
        """Opens a page and sends its form."""
        return self.post(page, [("csrf_token", token_in(self.shown(page))), *fields], photo=photo)

    def shown(self, path: str) -> str:
        """The text of a page that must open. Raises WentElsewhere."""
        answer = self.get(path)
        if answer.status != http.client.OK:
            raise WentElsewhere("GET", path, answer.status, answer.location)
        return answer.text

    def step(self, page: str, fields: Fields, leads_to: str, *, photo: bytes | None = None) -> Answer:
        """Opens a page, sends its form, and is led to another page. Raises WentElsewhere."""
        answer = self.submit(page, fields, photo=photo)
        if answer.location.partition("?")[0] != leads_to:
            raise WentElsewhere("POST", page, answer.status, answer.location)
        return answer

    def begin(self) -> None:
        """Starts a report."""
        self.step("/report/", (), "/report/what")

    def tell(self, name: str) -> Answer:
        """Answers one step of the form, `what` to `contact`, and is led to the next."""
        story = self.story
        match name:
            case "what":
                return self.step(
                    "/report/what", [("categories", c) for c in story.categories], "/report/where"
                )
            case "where":
                where = [("county", story.county), ("town", story.town), ("detail", story.detail)]
                return self.step("/report/where", where, "/report/seen")
            case "seen":
                seen = [("kindergarten_name", story.kindergarten_name), ("text", story.text)]
                return self.step("/report/seen", seen, "/report/photos")
            case "photos":
                return self.step("/report/photos", (), "/report/contact", photo=story.photo)
            case "contact":
                contact = [("contact_name", story.contact_name), ("contact", story.contact)]
                return self.step("/report/contact", contact, "/report/check")
        raise ValueError(f"no such step: {name}")

    def fill(self) -> None:
        """Starts a report and answers every question, up to the check."""
        self.begin()
        for name in STEPS:
            self.tell(name)

    def send(self) -> Answer:
        """Checks the answers and presses 提交举报; the answer is that of the sending request alone."""
        return self.step("/report/check", (), "/report/sent")

    def code(self) -> str:
        """The receipt code as it is shown, with its spaces. Raises WentElsewhere."""
        return code_in(self.shown("/report/sent"))

    def hang_up(self) -> None:
        """Closes the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=self.timeout, source_address=(self.source, 0)
            )
        cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        began = perf_counter()
        try:
            self._connection.request(method, path, body, {**self.headers, **headers, **cookie})
            response = self._connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            self.hang_up()
            raise
        seconds = perf_counter() - began
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _equals, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        location = response.headers.get("Location") or ""
        return Answer(status=response.status, location=location, text=text, seconds=seconds)


STEPS = ("what", "where", "seen", "photos", "contact")


def token_in(page: str) -> str:
    """The token of the first form of a page. Raises WentElsewhere for a page without one."""
    found = _TOKEN.search(page)
    if found is None:
        raise WentElsewhere("no form on the page")
    return found[1]


def code_in(page: str) -> str:
    """The receipt code of the receipt's page. Raises WentElsewhere for another page."""
    found = _CODE.search(page)
    if found is None:
        raise WentElsewhere("no code on the page")
    return found[1]


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def multipart(fields: Fields, photo: bytes) -> bytes:
    """The body that a browser sends for a form with one file field; without a photo the field is empty."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    filename = "IMG_2041.jpg" if photo else ""
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photos"; filename="{filename}"\r\n'
        f"Content-Type: {'image/jpeg' if photo else 'application/octet-stream'}\r\n\r\n"
    )
    return b"".join((*parts, head.encode(), photo, f"\r\n--{BOUNDARY}--\r\n".encode()))
