"""我的待办: everything that waits for the person who is signed in, by the time that is left."""

from collections import Counter

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.cases.handing_over import pending_handovers
from intake.desk.patrols_showing import place_words
from intake.desk.work_clocks import GROUP_WORDS, end_of_week
from intake.desk.work_list import KIND_WORDS, KINDS, grouped, item_row, tip_row, urging_row
from intake.ledger import queries as ledger_queries
from intake.patrols.urging_work import urging_work_of
from intake.tips import queries as tip_queries
from intake.tips.quarantine import count_apart
from intake.tips.rules import lies_apart
from intake.workflows import TIP_OPEN
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.web import current_actor, now, read, requires, today

blueprint = Blueprint("work", __name__)

_REGISTER = (Permission.REGISTER_IMPORT, Permission.ANNOUNCEMENT_DRAFT, Permission.ANNOUNCEMENT_APPROVE)

_LATE = "late"
_WORDS = {_LATE: _l("超期"), **KIND_WORDS}
"""What the list may be narrowed to: what is past its day, or one kind."""


@blueprint.get("/office/")
@requires(Permission.OFFICE_ENTER)
def enter() -> ResponseReturnValue:
    """The office begins with one's work."""
    return redirect(url_for("work.index"))


@blueprint.get("/office/work/")
@requires(Permission.OFFICE_ENTER)
def index() -> ResponseReturnValue:
    """The table of tips, ledger items and papers to ask about; `?kind=` keeps one kind."""
    actor = current_actor()
    handles_cases = actor.may(Permission.TIP_READ) or actor.may(Permission.LEDGER_READ)
    with read() as session:
        tips = tip_queries.work_of(session, actor=actor, now=now())
        items = ledger_queries.work_of(session, actor=actor, today=today())
        urgings = urging_work_of(session, actor=actor, until=end_of_week(today()), today=today())
        places = {one.id: place_words(session, one.division_path) for one in urgings}
        open_tips = 0
        if actor.may(Permission.TIP_READ):
            _none, open_tips = tip_queries.list_tips(session, actor=actor, states=TIP_OPEN, limit=0)
        apart = count_apart(session, actor=actor).total if actor.may(Permission.TIP_DECLINE) else 0
        stranded = 0
        if actor.may(Permission.GRID_MANAGE):
            stranded = len(pending_handovers(session, actor=actor, on=today()))
    rows = [
        *(tip_row(tip, today()) for tip in tips),
        *(item_row(item, today()) for item in items),
        *(urging_row(one, places[one.id], today()) for one in urgings),
    ]
    counts = Counter(row.kind for row in rows)
    kind = request.args.get("kind", "")
    kind = kind if kind in (*KINDS, _LATE) else ""
    late = [row for row in rows if row.due is not None and row.due < today()]
    counts[_LATE] = len(late)
    chosen = late if kind == _LATE else [row for row in rows if kind in ("", row.kind)]
    elsewhere = open_tips - apart - sum(tip.state in TIP_OPEN and not lies_apart(tip) for tip in tips)
    return render_template(
        "intake/work.html",
        handles_cases=handles_cases,
        groups=grouped(chosen, today()),
        group_words=GROUP_WORDS,
        tabs=_tabs(counts, kind),
        kind_word=str(_WORDS[kind]) if kind else "",
        elsewhere=elsewhere,
        apart=apart,
        stranded=stranded,
        today=today(),
        openings=() if rows else _openings(actor),
    )


def _tabs(counts: Counter[str], chosen: str) -> list[tuple[str, str, bool]]:
    total = counts.total() - counts[_LATE]
    tabs = [(url_for("work.index"), _("全部 %(n)s", n=total), not chosen)]
    for kind in (_LATE, *KINDS):
        if counts[kind] or kind == chosen:
            label = _("%(kind)s %(n)s", kind=_WORDS[kind], n=counts[kind])
            tabs.append((url_for("work.index", kind=kind), label, kind == chosen))
    return tabs


def _openings(actor: Actor) -> tuple[tuple[str, str, str], ...]:
    """(address, text, explanation) of what this person does in the office."""
    offered = (
        (
            (Permission.TIP_RECORD,),
            "phone.record",
            _("登记电话、来访和来信举报"),
            _("登记后当场得到查询码。"),
        ),
        ((Permission.TIP_READ,), "tips.index", _("查看举报线索"), _("正在办的和办过的。")),
        ((Permission.PATROL_RECORD,), "patrols.index", _("记录巡查"), _("每次到访填一行巡查表。")),
        ((Permission.LEDGER_READ,), "ledger.index", _("查看台账"), _("发现的问题逐项跟踪到销号。")),
        (
            (Permission.REPORT_READ,),
            "reports.index",
            _("报告和报表"),
            _("半年和年度报告，打印巡查表和台账。"),
        ),
        ((Permission.INDICATOR_READ,), "indicators.index", _("指标"), _("九项指标和背后的明细。")),
        (_REGISTER, "register.index", _("名单与公告"), _("导入名单，起草、批准和发布公告。")),
        (
            (Permission.IDENTITY_UNSEAL,),
            "identities.index",
            _("启封举报人身份"),
            _("要有本人口令和理由，每次都留记录。"),
        ),
        ((Permission.ACCOUNT_MANAGE,), "people.index", _("管理账号"), _("增加工作人员。")),
        ((Permission.AUDIT_READ,), "audit.index", _("查看操作记录"), _("谁在什么时候做了什么。")),
    )
    return tuple(
        (url_for(endpoint), text, more)
        for any_of, endpoint, text, more in offered
        if any(actor.may(permission) for permission in any_of)
    )
