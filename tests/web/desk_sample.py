"""The application with the register's office pages over a small county, for the tests of these pages."""

import dataclasses
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from county_world import NOW, World, listed, people
from empty_tables import make_tables
from flask import Flask
from flask.testing import FlaskClient
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.test import TestResponse

from portal.errors import init_errors
from portal.i18n import LocaleMiddleware, init_babel, word
from portal.limits import init_limits
from portal.security import init_headers
from portal.signin import COOKIE, init_signin
from portal.templating import Person, init_templates, site_of
from publishing.desk import register
from publishing.kernel.accounts.models import SignInSession
from publishing.kernel.db import Database
from publishing.kernel.identity import Actor
from publishing.kernel.settings import ROOT, load_settings
from publishing.kernel.web import guard

REGISTER = "/office/register/"


@dataclass(slots=True)
class Desk:
    """The application, its database and its people; `now` is what its clock says."""

    app: Flask
    database: Database
    world: World
    now: datetime = NOW

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
    """Forms are sent as a browser sends them: with the token that stands on the page."""

    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        """A page."""
        return self.client.get(path)

    def send(
        self, page: str, fields: dict[str, object], *, to: str | None = None, version: str | None = None
    ) -> TestResponse:
        """Fills in the form on `page` whose address is `to` (default: the page) and sends it."""
        text = self.client.get(page).text
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', text)
        shown = re.search(r'name="version"[^>]* value="(\d+)"', text)
        hidden = {"csrf_token": token[1] if token else ""}
        if version is not None or shown:
            hidden["version"] = version if version is not None else str(shown and shown[1])
        return self.client.post(to or page, data={**hidden, **fields})

    def upload(
        self, *lines: str, data: bytes | None = None, filename: str = "博爱县名单.csv"
    ) -> TestResponse:
        """Uploads these rows as a list."""
        content = listed(*lines) if data is None else data
        return self.send(f"{REGISTER}upload", {"file": (BytesIO(content), filename)})


def desk_app(home: Path, *, hotline: str | None = "0391-1000822") -> Desk:
    """The application over a new database in `home`."""
    settings = dataclasses.replace(load_settings({}, env_file=home / "none.env"), home=home, demo=True)
    settings = dataclasses.replace(settings, secure_cookies=False)
    database = Database(f"sqlite:///{home / 'desk.sqlite3'}")
    make_tables(database)
    with database.begin() as session:
        world = people(session, hotline=hotline)
    app = Flask("portal", root_path=str(ROOT), static_folder=str(ROOT / "static"), template_folder=None)
    app.config.update(SECRET_KEY=b"tests", SESSION_COOKIE_NAME="form", MAX_CONTENT_LENGTH=90 * 1024 * 1024)
    desk = Desk(app=app, database=database, world=world)
    app.extensions["mingyuan.settings"] = settings
    app.extensions["mingyuan.database"] = database
    app.extensions["mingyuan.clock"] = lambda: desk.now
    init_babel(app)
    init_templates(app, site=site_of(settings))
    init_headers(app)
    init_limits(app, settings)
    CSRFProtect(app)
    init_errors(app)
    init_signin(app)
    app.before_request(guard)
    app.register_blueprint(register.blueprint)
    app.context_processor(_office)
    app.wsgi_app = LocaleMiddleware(app.wsgi_app)  # type: ignore[method-assign]
    return desk


def _office() -> dict[str, object]:
    if not current_user.is_authenticated:
        return {"office_user": None, "office_name": "", "office_nav": []}
    person = current_user.person
    return {
        "office_user": Person(name=person.name, role=word("role", person.role.value)),
        "office_name": person.office.name,
        "office_nav": [],
    }
