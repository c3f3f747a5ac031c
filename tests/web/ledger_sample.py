"""The application with the pages on visits and the ledger over the small city, for their tests."""

import dataclasses
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from empty_tables import make_tables
from flask import Flask
from flask.testing import FlaskClient
from ledger_steps import GAS, UNLICENSED, answered, coordinated, filed, noticed, opened, rechecked
from small_city import NOW, TODAY, City, build_city
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from intake.ledger.queries import get_item
from intake.ledger.values import ItemDetail
from portal.app import create_app
from portal.signin import COOKIE
from publishing.kernel.accounts.models import SignInSession
from publishing.kernel.db import Database
from publishing.kernel.identity import Actor
from publishing.kernel.settings import load_settings

LEDGER = "/office/ledger/"
PATROLS = "/office/patrols/"
NOTICE = {
    "addressee": "小星芽宝贝之家",
    "problems": "煤气罐放在过道\n没有灭火器",
    "requirements": "立即把煤气罐移到院外",
    "due_on": "2026年11月27日",
    "service": "signed",
    "service_note": "房主签收",
}


@dataclass(slots=True)
class Desk:
    """The application, its database and its people; `now` is what its clock says."""

    app: Flask
    database: Database
    city: City
    now: datetime = NOW

    def begin(self) -> "Session":
        """A transaction, to be used with `with`."""
        return self.database.begin()  # type: ignore[return-value]

    def signed_in(self, actor: Actor) -> "Browser":
        """A browser in which this person is signed in."""
        token = f"token-of-{actor.user_id}"
        assert actor.user_id is not None
        with self.database.begin() as session:
            session.merge(
                SignInSession(
                    token_digest=hashlib.sha256(token.encode()).hexdigest(),
                    id=f"{actor.user_id:012}",
                    account_id=actor.user_id,
                    created_at=self.now,
                    seen_at=self.now,
                )
            )
        client = self.app.test_client()
        client.set_cookie(COOKIE, token)
        return Browser(client)


@dataclass(slots=True)
class Browser:
    """Forms are sent as a browser sends them: with the hidden fields that stand on the page."""

    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        """A page."""
        return self.client.get(path)

    def hidden(self, page: str) -> dict[str, str]:
        """The hidden fields of the form on a page."""
        text = self.client.get(page).text
        main = text[text.index('<main class="govuk-main-wrapper"') :]
        found = re.findall(r'<input[^>]*type="hidden"[^>]*>', main)
        fields = {}
        for tag in found:
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and value:
                fields[name[1]] = value[1]
        return fields

    def send(self, page: str, fields: Mapping[str, object]) -> TestResponse:
        """Fills in the form on `page` and sends it."""
        return self.client.post(page, data={**self.hidden(page), **fields})


def ledger_app(home: Path) -> Desk:
    """The application over a new database in `home`."""
    settings = dataclasses.replace(load_settings({}, env_file=home / "none.env"), home=home, demo=True)
    settings = dataclasses.replace(settings, secure_cookies=False)
    database = Database(f"sqlite:///{home / 'desk.sqlite3'}")
    make_tables(database)
    with database.begin() as session:
        city = build_city(session)
    desk = Desk(
        app=create_app(settings, database=database, clock=lambda: desk.now), database=database, city=city
    )
    return desk


def item_in(desk: Desk, state: str, *, site: bool = False) -> int:
    """An item of 王海军 in a state, by the shortest way."""
    with desk.begin() as session:
        item = opened(session, desk.city, UNLICENSED if site else GAS)
        if state in ("notice_issued", "rectifying", "rechecked", "rechecked_failed"):
            noticed(session, desk.city, item)
        if state in ("rectifying", "rechecked", "rechecked_failed"):
            answered(session, desk.city, item)
        if state in ("rechecked", "rechecked_failed"):
            rechecked(session, item, desk.city.chen, passed=state == "rechecked")
        if state in ("filed_up", "coordinating"):
            filed(session, desk.city, item)
        if state == "coordinating":
            coordinated(session, desk.city, item)
        return item.id


def detail(desk: Desk, item_id: int, actor: Actor | None = None) -> ItemDetail:
    """The item as this person sees it, by default the county."""
    with desk.database.read() as session:
        return get_item(session, item_id, actor=actor or desk.city.triage, today=TODAY)


def state_of(desk: Desk, item_id: int) -> str:
    """The state of the item."""
    return detail(desk, item_id).item.state
