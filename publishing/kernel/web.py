"""What every view needs: the declaration of its guard, the person who asks, the clock and the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import ParamSpec, TypeVar, cast

from flask import current_app, g, request
from flask_login import current_user
from sqlalchemy.orm import Session

from publishing.kernel.clock import local_day
from publishing.kernel.db import Database
from publishing.kernel.errors import DomainError
from publishing.kernel.identity import Actor
from publishing.kernel.limits import Counts
from publishing.kernel.permissions import Permission
from publishing.kernel.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")


class SignInNeeded(DomainError):
    """The page is for staff and nobody is signed in."""

    code = "sign_in_needed"
    status = 401


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Declares that anybody may call this view."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declares the permission that a view needs; `guard` enforces it before the view is entered."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        view.guard = permission  # type: ignore[attr-defined]
        return view

    return declare


def guard() -> None:
    """Enforces the declaration of the view that is about to be called; registered as `before_request`.

    Raises SignInNeeded for nobody, Forbidden for the wrong role. A view without a declaration is refused: it
    is a mistake of ours, and a test over the URL map finds it first.
    """
    if request.endpoint is None:
        return
    declared = declared_guard(current_app.view_functions[request.endpoint])
    if declared == "public":
        return
    actor = current_actor()
    actor.require(cast(Permission, declared))


def declared_guard(view: object) -> "str | Permission | None":
    """`"public"`, the permission, or None where a view declares nothing."""
    if getattr(view, "__name__", "") == "static" or getattr(view, "__qualname__", "").startswith("Flask."):
        return "public"
    return getattr(view, "guard", None)


def current_actor() -> Actor:
    """The signed-in person as one who acts; raises SignInNeeded."""
    if not current_user.is_authenticated:
        raise SignInNeeded
    return cast(Actor, current_user.actor)


def settings() -> Settings:
    """The settings of this application."""
    return cast(Settings, current_app.extensions["mingyuan.settings"])


def database() -> Database:
    """The database of this application."""
    return cast(Database, current_app.extensions["mingyuan.database"])


def counts() -> Counts:
    """What counts the limits of this application."""
    return cast(Counts, current_app.extensions["mingyuan.limits"])


def now() -> datetime:
    """The moment of this request: the same however often it is asked."""
    if "now" not in g:
        g.now = current_app.extensions["mingyuan.clock"]()
    return cast(datetime, g.now)


def today() -> date:
    """The day of this request in Asia/Shanghai."""
    return local_day(now())


@contextmanager
def begin(*, together: bool = False) -> Iterator[Session]:
    """One transaction for one use case; `together` as Database.begin has it."""
    with database().begin(together=together) as session:
        yield session


@contextmanager
def read() -> Iterator[Session]:
    """A view of the database that writes nothing."""
    with database().read() as session:
        yield session


def extension(name: str) -> object:
    """Something that the application was assembled with, e.g. `gazetteer`; KeyError for an unknown name."""
    return current_app.extensions[f"mingyuan.{name}"]
