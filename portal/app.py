"""Assembles publishing, intake and the public pages into one WSGI application."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.api import open311
from portal.blueprints import register_blueprints
from portal.errors import init_errors
from portal.i18n import LocaleMiddleware, init_babel, word
from portal.limits import init_limits
from portal.navigation import office_navigation
from portal.outages import init_outages
from portal.security import init_headers
from portal.signin import init_signin
from portal.statics import Portal, compress_public_pages
from portal.templating import Person, init_templates, site_of
from publishing.divisions.queries import load_gazetteer
from publishing.divisions.resolving import Gazetteer
from publishing.kernel.clock import utc_now
from publishing.kernel.db import Database
from publishing.kernel.settings import ROOT, Settings, secret
from publishing.kernel.web import guard

MAX_UPLOAD = 90 * 1024 * 1024
"""Eight photos of 10 MB and the form around them; a larger request is refused before it is read."""


@dataclass(frozen=True, slots=True)
class GazetteerCache:
    """Gives views the gazetteer; a process keeps one until any process changed a node or an alias."""

    database: Database

    def get(self) -> Gazetteer:
        """The gazetteer of the present divisions and aliases."""
        with self.database.read() as session:
            return load_gazetteer(session)


def create_app(
    settings: Settings, *, database: Database | None = None, clock: Callable[[], datetime] = utc_now
) -> Flask:
    """The application over `settings`; `database` and `clock` are given by tests and the demo."""
    app = Portal("portal", root_path=str(ROOT), static_folder=str(ROOT / "static"), template_folder=None)
    app.config.update(
        SECRET_KEY=secret(settings, "web"),
        SESSION_COOKIE_NAME="form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=MAX_UPLOAD,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        # a draft may lie open for an afternoon; the session cookie ends with the browser anyway
        WTF_CSRF_TIME_LIMIT=12 * 3600,
    )
    database = database or Database(settings.database_url)
    app.extensions["mingyuan.settings"] = settings
    app.extensions["mingyuan.database"] = database
    app.extensions["mingyuan.clock"] = clock
    app.extensions["mingyuan.gazetteer"] = GazetteerCache(database)
    init_babel(app)
    init_templates(app, site=site_of(settings))
    init_headers(app)
    init_limits(app, settings)
    # before CSRF: somebody whose session ended is asked to sign in, and keeps the form
    app.before_request(guard)
    csrf = CSRFProtect(app)
    init_errors(app)
    init_outages(app)
    init_signin(app)
    register_blueprints(app)
    # programs have no cookie that another site could use; browsers of other sites are refused there
    csrf.exempt(open311.blueprint)
    app.after_request(compress_public_pages)
    app.context_processor(_office_context)
    app.wsgi_app = LocaleMiddleware(app.wsgi_app)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies, x_host=0
        )
    return app


def _office_context() -> dict[str, object]:
    """What the office's layout needs: who is signed in, where they may go."""
    if not current_user.is_authenticated:
        return {"office_user": None, "office_name": "", "office_nav": []}
    signed_in = current_user.person
    return {
        "office_user": Person(name=signed_in.name, role=word("role", signed_in.role.value)),
        "office_name": signed_in.office.name,
        "office_nav": office_navigation(),
        "account_url": url_for("account.index"),
    }
