"""Every route is declared, enforced, and answers each role as its declaration says."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from publishing.kernel.permissions import ROLE_PERMISSIONS, Permission, Role
from publishing.kernel.web import declared_guard, requires

STAFF = [role for role in Role if role not in (Role.SYSTEM, Role.REPORTER)]


def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def path_of(rule: Rule) -> str:
    """A path of the rule with plausible arguments; what it names need not exist."""
    values = {
        name: ("1" if "Integer" in type(rule._converters[name]).__name__ else "x") for name in rule.arguments
    }
    built = rule.build(values, append_unknown=False)
    assert built is not None
    return built[1]


def test_every_route_is_declared(app: Flask) -> None:
    undeclared = [r.rule for r in rules(app) if declared_guard(app.view_functions[r.endpoint]) is None]
    assert undeclared == []


def test_office_routes_need_a_permission_and_public_ones_lie_elsewhere(app: Flask) -> None:
    open_office = {
        r.endpoint
        for r in rules(app)
        if r.rule.startswith("/office") and declared_guard(app.view_functions[r.endpoint]) == "public"
    }
    closed_public = {
        r.endpoint
        for r in rules(app)
        if not r.rule.startswith("/office") and declared_guard(app.view_functions[r.endpoint]) != "public"
    }
    # signing in, its second step, taking an invitation, and both by way of the identity provider
    assert open_office == {
        "signin.page",
        "signin.enter",
        "second.page",
        "second.by_code",
        "second.by_passkey",
        "second.set_up",
        "second.after_codes",
        "first.page",
        "first.enter",
        "provider.start",
        "provider.callback",
        "provider.done",
        "first_provider.page",
        "first_provider.confirm",
    }
    assert closed_public == set()


def test_paths_are_lower_case_with_hyphens(app: Flask) -> None:
    odd = [
        r.rule
        for r in rules(app)
        if not r.rule.startswith("/static")
        and any(c.isupper() or c == "_" for c in "".join(p for b, p in r._trace if not b))
    ]
    assert odd == []


def test_nobody_signed_in_is_sent_to_the_sign_in_page(app: Flask) -> None:
    client = app.test_client()
    for rule in rules(app):
        if declared_guard(app.view_functions[rule.endpoint]) == "public" or "GET" not in (rule.methods or ()):
            continue
        response = client.get(path_of(rule))
        assert response.status_code == HTTPStatus.FOUND, rule.rule
        assert "/office/sign-in" in response.location


@pytest.mark.parametrize("role", STAFF, ids=[r.value for r in STAFF])
def test_role_by_route(
    app: Flask,
    signed_in: Callable[[Role], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
    role: Role,
) -> None:
    """Every method of every guarded route lets a role in exactly where its permissions hold the declared one.

    The views are replaced, so that what answers is the guard and not a check further in.
    """
    client = signed_in(role)
    guarded = [
        (rule, declared)
        for rule in rules(app)
        if isinstance(declared := declared_guard(app.view_functions[rule.endpoint]), Permission)
    ]
    for rule, declared in guarded:
        monkeypatch.setitem(
            app.view_functions, rule.endpoint, requires(declared)(lambda **_arguments: ("", 204))
        )
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            status = client.open(path_of(rule), method=method).status_code
            # a POST that the guard lets in is then refused for want of a CSRF token
            entered = HTTPStatus.NO_CONTENT if method == "GET" else HTTPStatus.BAD_REQUEST
            expected = entered if declared in ROLE_PERMISSIONS[role] else HTTPStatus.FORBIDDEN
            assert status == expected, (rule.rule, method)


@pytest.mark.parametrize("role", STAFF, ids=[r.value for r in STAFF])
def test_no_office_page_fails_for_a_role_that_may_open_it(
    app: Flask, signed_in: Callable[[Role], FlaskClient], role: Role
) -> None:
    """With arguments that name nothing or something of another office: a page or a refusal, never a fault."""
    client = signed_in(role)
    for rule in rules(app):
        declared = declared_guard(app.view_functions[rule.endpoint])
        if isinstance(declared, Permission) and "GET" in (rule.methods or ()):
            status = client.get(path_of(rule)).status_code
            assert status < HTTPStatus.INTERNAL_SERVER_ERROR, rule.rule
