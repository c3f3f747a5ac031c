"""操作记录: the audit log as auditors read it, with filters in the address and the proof that it is whole."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.pages.audit_words import KINDS, action_words, subject_words
from portal.sweeps import heads_file
from publishing.kernel.audit import AuditFilter, AuditReport, head_of, recent_entries, verify
from publishing.kernel.audit_heads import DayHead, first_contradiction, kept_heads
from publishing.kernel.clock import day_start
from publishing.kernel.days import parse_day
from publishing.kernel.permissions import Permission
from publishing.kernel.web import read, requires, settings

blueprint = Blueprint("audit", __name__)

_PAGE = 50
_LONGEST = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """What the address asks for, as it was typed, and what is wrong with it."""

    actor: str
    kind: str
    subject: str
    since: str
    until: str
    wrong: tuple[tuple[str, str], ...]
    """Name of the field, and the sentence."""
    among: AuditFilter

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for."""
        return any((self.actor, self.kind, self.subject, self.since, self.until))


@blueprint.get("/office/audit/")
@requires(Permission.AUDIT_READ)
def index() -> ResponseReturnValue:
    """The newest entries; `?actor=&kind=&subject=&since=&until=` narrow them, `?before=` goes on."""
    asked = _asked()
    before = request.args.get("before", type=int)
    with read() as session:
        entries = recent_entries(session, limit=_PAGE, before=before, among=asked.among)
        rows = head_of(session).rows
    rows_shown = [(entry, action_words(entry.action), subject_words(entry.subject)) for entry in entries]
    page = render_template(
        "portal/audit.html",
        rows=rows_shown,
        total=rows,
        kinds=KINDS,
        asked=asked,
        last_head=_last_head(),
        older=entries[-1].id if len(entries) == _PAGE else None,
    )
    return page, 422 if asked.wrong else 200


@blueprint.post("/office/audit/")
@requires(Permission.AUDIT_READ)
def prove() -> ResponseReturnValue:
    """Walks the whole chain now, and compares it with the heads that were kept outside the database."""
    heads = kept_heads(heads_file(settings()))
    with read() as session:
        report = verify(session)
        rewritten = first_contradiction(session, heads)
    return render_template(
        "portal/audit_proof.html", report=report, heads=len(heads), rewritten=rewritten, whole=_whole(report)
    )


def _whole(report: AuditReport) -> bool:
    return report.broken_at is None


def _last_head() -> DayHead | None:
    return next(iter(kept_heads(heads_file(settings()))[-1:]), None)


def _asked() -> _Asked:
    typed = {
        name: request.args.get(name, "").strip()[:_LONGEST]
        for name in ("actor", "kind", "subject", "since", "until")
    }
    wrong = []
    days: dict[str, date | None] = {"since": None, "until": None}
    for name, label in (("since", _("从")), ("until", _("到"))):
        try:
            days[name] = parse_day(typed[name]) if typed[name] else None
        except ValueError:
            wrong.append((name, _("“%(label)s”要写成日期，例如2026-11-24", label=label)))
    kind = typed["kind"] if typed["kind"] in KINDS else ""
    since, until = days["since"], days["until"]
    among = AuditFilter(
        actor=typed["actor"],
        kind=kind,
        subject="".join(typed["subject"].split()),
        since=day_start(since) if since else None,
        until=day_start(until + timedelta(days=1)) if until else None,
    )
    return _Asked(
        actor=typed["actor"],
        kind=kind,
        subject=typed["subject"],
        since=typed["since"],
        until=typed["until"],
        wrong=tuple(wrong),
        among=among,
    )
