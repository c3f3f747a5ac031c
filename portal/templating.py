"""Jinja as all pages use it: where templates lie, what every template may call, what the layouts need.

A misspelt name in a template is an error (StrictUndefined), never an empty space on a public page.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request
from jinja2 import BaseLoader, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from portal.i18n import root_path
from publishing.kernel.forms import error_summary, title_prefix
from publishing.kernel.settings import ROOT, Settings
from publishing.kernel.widgets import component

TAGS: Mapping[str, Mapping[str, str]] = {
    "verdict": {
        "licensed": "licensed",
        "conditional": "conditional",
        "suspended": "suspended",
        "expired": "expired",
        "revoked": "revoked",
        "closed": "closed",
        "not_on_register": "none",
        "ambiguous": "plain",
    },
    "tip_state": {
        "received": "new",
        "accepted": "new",
        "assigned": "busy",
        "verifying": "busy",
        "need_info": "busy",
        "handled": "busy",
        "concluded": "done",
        "replied": "done",
        "not_accepted": "closed",
        "transferred": "away",
        "merged": "away",
        "withdrawn": "closed",
        "reopened": "bad",
        "archived": "closed",
    },
    "outcome": {
        "substantiated": "fact",
        "partly_substantiated": "part",
        "unsubstantiated": "closed",
        "unverifiable": "closed",
        "duplicate": "away",
        "out_of_jurisdiction": "away",
        "referred": "away",
        "invalid": "closed",
    },
    "patrol_duty": {"done": "done", "waived": "closed", "due": "new", "missed": "bad"},
    "urging_result": {
        "not_applied": "new",
        "applied": "busy",
        "granted": "done",
        "refused": "bad",
        "stopped": "closed",
    },
    "spot_result": {"agrees": "done", "differs": "bad"},
    "report_state": {"draft": "new", "submitted": "busy", "signed": "done"},
    "ledger_state": {
        "opened": "new",
        "notice_issued": "busy",
        "rectifying": "busy",
        "rechecked": "done",
        "rechecked_failed": "bad",
        "filed_up": "busy",
        "coordinating": "busy",
        "handed_over": "away",
        "closed_out": "done",
        "relapsed": "bad",
    },
    "announcement_state": {
        "draft": "new",
        "submitted": "busy",
        "approved": "busy",
        "released": "done",
        "withdrawn": "closed",
    },
    "severity": {"general": "plain", "major": "bad"},
    "urgency": {"ordinary": "plain", "urgent": "urgent"},
    "problem_severity": {"error": "bad", "warning": "you", "excluded": "closed"},
}
"""Colour and sign of a state's tag; `state_tag(…, waits=true)` shows `you`: it waits for the viewer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """What the layouts say about the city and the office that runs the site."""

    city_name: str
    owner: str
    phone: str
    """The bureau's own number, shown in the footer."""
    site_code: str
    """网站标识码."""
    icp: str
    police: str
    hotline: str = "12345"
    leave_url: str = "/"


@dataclass(frozen=True, kw_only=True, slots=True)
class NavItem:
    """One row of the office's side navigation or of tabs."""

    url: str
    label: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Who is signed in, as the office's bar shows it."""

    name: str
    role: str
    """The role's word, already in the reader's language."""


def site_of(settings: Settings) -> Site:
    """The public part of the settings."""
    return Site(
        city_name=settings.city_name,
        owner=settings.owner,
        phone=settings.owner_phone,
        site_code=settings.site_code,
        icp=settings.icp,
        police=settings.police,
        leave_url=settings.leave_url,
    )


def template_loader(root: Path = ROOT) -> BaseLoader:
    """Our templates. Those of govuk-frontend-jinja live in an environment of their own, behind `govuk(…)`:
    they rely on undefined values being empty, ours must not."""
    return FileSystemLoader(root / "templates")


@lru_cache(maxsize=256)
def _version(file: Path, _changed: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def static_url(name: str) -> str:
    """Address of a file below static/, one for both languages, with its content's hash against old copies."""
    address = f"{root_path()}{current_app.static_url_path}/{name}"
    file = Path(current_app.static_folder or "") / name
    return f"{address}?v={_version(file, file.stat().st_mtime_ns)}" if file.is_file() else address


def tel(phone: str) -> str:
    """`tel:` address of a phone number as people write it."""
    return "tel:" + "".join(c for c in phone if c.isdigit() or c == "+")


def document_number(text: str) -> Markup:
    """A text in which 〔2026〕3号 and the like are never torn over two lines."""
    parts = re.split(r"(〔\d{4}〕\d+号)", text)
    whole = Markup('<span class="ming-nobr">{}</span>')
    return Markup("").join(whole.format(part) if n % 2 else part for n, part in enumerate(parts))


def tag_kind(kind: str, code: str) -> str:
    """Which `ming-tag--…` a state wears; KeyError for a state that has none."""
    return (TAGS["verdict"] if kind == "licence_status" else TAGS[kind])[code]


def current(path: str, *prefixes: str) -> Markup:
    """` aria-current="page"` on the page itself, `"true"` on pages below it or below one of `prefixes`."""
    if request.path == path:
        return Markup(' aria-current="page"')
    below = [p for p in (path, *prefixes) if p != "/"]
    return Markup(' aria-current="true"') if request.path.startswith(tuple(below)) else Markup("")


def chart_top(rows: Sequence[tuple[str, float, float]]) -> int:
    """A round number at or above every value of a chart, divisible by its four steps."""
    highest = max((max(first, second) for _label, first, second in rows), default=0)
    size = 1
    while True:
        for step in (1, 2, 5, 10, 20, 25, 50):
            if 4 * step * size >= highest:
                return 4 * step * size
        size *= 100


def init_templates(app: Flask, *, site: Site) -> None:
    """Loader, strictness and the functions that every template may call. After `init_babel`."""
    app.jinja_loader = template_loader()
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.filters["tel"] = tel
    env.filters["docno"] = document_number
    functions: dict[str, Any] = {
        "site": site,
        "static_url": static_url,
        "tag_kind": tag_kind,
        "current": current,
        "chart_top": chart_top,
        "govuk": component,
        "error_summary": error_summary,
        "title_prefix": title_prefix,
    }
    env.globals.update(functions)
