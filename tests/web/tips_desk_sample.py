"""The whole application over the small city, for the tests of the office's pages on tips."""

import dataclasses
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from empty_tables import make_tables
from flask import Flask
from flask.testing import FlaskClient
from small_city import COUNTY, HUAYUAN, NOW, City, build_city
from werkzeug.test import TestResponse

from intake.custody.founding import create_key
from intake.tips.photos import CleanPhoto
from intake.tips.receiving import Submission, receive
from portal.app import create_app
from portal.signin import COOKIE
from publishing.divisions.queries import load_gazetteer
from publishing.kernel.accounts.models import SignInSession
from publishing.kernel.audit import AuditEntry, entries_of
from publishing.kernel.db import Database
from publishing.kernel.identity import SYSTEM, Actor
from publishing.kernel.settings import load_settings, secret

TEXT = "租的民房，里头二十多个三到六岁的孩子，没见墙上有证。"
PASSPHRASE = "correct horse battery"
NOTHING_KNOWN = {"division_code": None, "place_words": ""}


@dataclass(slots=True)
class Desk:
    """The application, its database and its people; `now` is what its clock says."""

    app: Flask
    database: Database
    city: City
    now: datetime = NOW
    sent: list[str] = field(default_factory=list)

    def tip(self, *, limited: bool = False, **changes: object) -> int:
        """A report that was received: by default a clear one about 花园村, assigned to 王海军 at once."""
        self.sent.append(f"token-{len(self.sent)}")
        answers = {
            "token": self.sent[-1],
            "categories": ("unlicensed",),
            "text": TEXT,
            "division_code": HUAYUAN,
            **changes,
        }
        settings = self.app.extensions["mingyuan.settings"]
        with self.database.begin() as session:
            received = receive(
                session,
                Submission(**answers),  # type: ignore[arg-type]
                gazetteer=load_gazetteer(session),
                secret=secret(settings, "receipts"),
                uploads=settings.uploads,
                now=self.now,
                limited=limited,
            )
        return received.tip_id

    def sealing_key(self, *more: Actor) -> None:
        """The county's key, for 何平 and whoever else is named."""
        with self.database.begin() as session:
            holders = {int(person.user_id or 0): PASSPHRASE for person in (self.city.custodian, *more)}
            create_key(session, COUNTY, custodians=holders, actor=SYSTEM, now=self.now)

    def entries(self, tip_id: int) -> tuple[AuditEntry, ...]:
        """What the log says of a tip."""
        with self.database.read() as session:
            return entries_of(session, f"tip:{tip_id}")

    def actions(self, tip_id: int) -> list[str]:
        """The actions that the log has of a tip."""
        return [entry.action for entry in self.entries(tip_id)]

    def signed_in(self, actor: Actor) -> "Browser":
        """A browser in which this person is signed in."""
        token = f"token-of-{actor.user_id}"
        assert actor.user_id is not None
        with self.database.begin() as session:
            row = SignInSession(
                token_digest=hashlib.sha256(token.encode()).hexdigest(),
                id=f"{actor.user_id:012}",
                account_id=actor.user_id,
                created_at=self.now,
                seen_at=self.now,
            )
            session.merge(row)
        client = self.app.test_client()
        client.set_cookie(COOKIE, token)
        return Browser(client)


@dataclass(slots=True)
class Browser:
    """Forms are sent as a browser sends them: with the hidden values that stand on their page."""

    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        """A page."""
        return self.client.get(path, buffered=True)

    def send(self, page: str, fields: Mapping[str, object], *, to: str | None = None) -> TestResponse:
        """Fills in the form on `page` whose address is `to` (default: the page) and sends it."""
        return self.post(to or page, self.hidden(page), fields)

    def hidden(self, page: str) -> dict[str, str]:
        """The hidden values of the page's forms."""
        found = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", self.client.get(page).text)
        pairs = [(re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in found]
        return {name[1]: value[1] for name, value in pairs if name and value}

    def post(self, to: str, hidden: Mapping[str, str], fields: Mapping[str, object]) -> TestResponse:
        """Sends these values, hidden and other, to an address."""
        return self.client.post(to, data={**hidden, **fields})


def tips_desk(home: Path) -> Desk:
    """The application over a new database in `home`."""
    settings = dataclasses.replace(load_settings({}, env_file=home / "none.env"), home=home, demo=True)
    settings = dataclasses.replace(settings, secure_cookies=False)
    database = Database(f"sqlite:///{home / 'desk.sqlite3'}")
    make_tables(database)
    with database.begin() as session:
        city = build_city(session)
    app = create_app(settings, database=database, clock=lambda: desk.now)
    desk = Desk(app=app, database=database, city=city)
    return desk


def small_photo() -> CleanPhoto:
    """One pixel, as it is kept."""
    return CleanPhoto(jpeg=b"\xff\xd8\xff\xd9", width=1, height=1)


FINDING = {
    "findings-0-category": "unlicensed",
    "findings-0-severity": "general",
    "findings-0-handling": "deadline",
    "findings-0-premises": "花园村大队院东边第二家",
    "findings-0-description": "未取得办学许可，招收23名幼儿",
}
REPORT = {
    "visited_on": "2026-11-23",
    "scope": "花园村",
    "outcome": "substantiated",
    "text": "该处收托23名幼儿，没有办学许可证。",
    **FINDING,
}
