"""The 台账 as a list with its filters in the address, and the same list as an A4 sheet."""

from dataclasses import dataclass

from flask import Response, render_template, request

from intake.deadlines.rules import Clock
from intake.desk.files import document_file
from intake.desk.work_clocks import clock_on
from intake.ledger.printing import ledger_document
from intake.ledger.queries import list_items
from intake.ledger.relapses import suspected
from intake.ledger.rules import RECTIFYING, waits_for
from intake.ledger.values import ItemValue
from intake.patrols.rules import FINDING_CATEGORIES
from intake.workflows import LEDGER, LEDGER_TERMINAL
from publishing.kernel.permissions import Permission
from publishing.kernel.web import current_actor, now, read, requires, today
from publishing.kernel.words import WORDS, word

_PAGE = 20
AGAIN = "again"
"""疑似反弹 among the states of the filter."""
_OPEN = tuple(state for state in LEDGER.states() if state not in LEDGER_TERMINAL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """What the address asks for; a value that it does not know is as good as none.

    `state` is `open` (not finished, the default), `overdue`, `all`, or a state.
    """

    state: str
    kind: str
    category: str
    text: str

    @property
    def again(self) -> bool:
        """Whether only what looks like a relapse is wanted."""
        return self.state == AGAIN

    @property
    def overdue(self) -> bool:
        """Whether only items past their day are wanted."""
        return self.state == "overdue"

    def states(self) -> tuple[str, ...] | None:
        """The states that are wanted; None for all."""
        return {"open": _OPEN, "overdue": _OPEN, "all": None, AGAIN: None}.get(self.state, (self.state,))

    def narrowed(self) -> bool:
        """Whether anything but the default is asked for."""
        return bool(self.state != "open" or self.kind or self.category or self.text)

    def words(self) -> str:
        """The filters in Chinese, as the printed sheet names them."""
        said = {"open": "未了结", "overdue": "超期", "all": "全部", AGAIN: "疑似反弹"}.get(
            self.state
        ) or word("ledger_state", self.state)
        named = [said]
        if self.category:
            named.append(word("category", self.category))
        if self.text:
            named.append(f"含“{self.text}”")
        return "，".join(named)


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemLine:
    """An item of the list, the clock of its notice where one runs, and whether it waits for the reader."""

    item: ItemValue
    clock: Clock | None
    waits: bool


@requires(Permission.LEDGER_READ)
def index() -> str:
    """`?state=&kind=&category=&q=&page=`; `?overdue=1` is short for `state=overdue`."""
    actor, chosen = current_actor(), _chosen()
    asked = max(1, request.args.get("page", 1, type=int))
    with read() as session:

        def fetch(page: int) -> tuple[tuple[ItemValue, ...], int]:
            if chosen.again:
                found = suspected(session, actor=actor, today=today())
                return found[(page - 1) * _PAGE : page * _PAGE], len(found)
            return list_items(
                session,
                actor=actor,
                today=today(),
                states=chosen.states(),
                kind=chosen.kind or None,
                category=chosen.category or None,
                overdue=chosen.overdue,
                text=chosen.text,
                offset=(page - 1) * _PAGE,
                limit=_PAGE,
            )

        items, total = fetch(asked)
        pages = max(1, -(-total // _PAGE))
        if asked > pages:
            items, total = fetch(pages)
    return render_template(
        "intake/ledger/index.html",
        lines=[
            ItemLine(item=item, clock=item_clock(item), waits=waits_for(actor, item) is not None)
            for item in items
        ],
        total=total,
        page=min(asked, pages),
        pages=pages,
        chosen=chosen,
        states=LEDGER.states(),
        kinds=tuple(WORDS["ledger_kind"]),
        categories=FINDING_CATEGORIES,
        today=today(),
    )


@requires(Permission.LEDGER_READ)
def sheet() -> Response:
    """The filtered list as the office files it: A4 landscape, oldest first."""
    chosen = _chosen()
    with read() as session:
        document = ledger_document(
            session,
            kind=chosen.kind or None,
            year=None,
            states=chosen.states(),
            category=chosen.category or None,
            overdue=chosen.overdue,
            text=chosen.text,
            period=chosen.words(),
            actor=current_actor(),
            now=now(),
            today=today(),
        )
    return document_file(document, (), "pdf", f"台账-{today():%Y%m%d}")


def item_clock(item: ItemValue) -> Clock | None:
    """The clock of the day set by the notice, while that day counts."""
    return clock_on(item.due_on, today()) if item.due_on is not None and item.state in RECTIFYING else None


def _chosen() -> Chosen:
    asked = request.args
    state, kind, category = asked.get("state", ""), asked.get("kind", ""), asked.get("category", "")
    if asked.get("overdue") == "1":
        state = "overdue"
    return Chosen(
        state=state if state in ("overdue", "all", AGAIN, *LEDGER.states()) else "open",
        kind=kind if kind in WORDS["ledger_kind"] else "",
        category=category if category in FINDING_CATEGORIES else "",
        text=asked.get("q", "").replace("\0", "").strip()[:60],
    )
