"""What must hold on every simulated day, and the year's figures counted again by SQL of their own.

Of the program only the names of its steps are used here: rows are read as they lie in an SQLite file.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from intake.workflows import LEDGER, TIP

_VIEWS = """
    CREATE TEMP VIEW open_tips AS SELECT * FROM tips WHERE state IN
        ('received', 'accepted', 'assigned', 'verifying', 'need_info', 'handled', 'reopened');
    CREATE TEMP VIEW own_tips AS
        SELECT *, date(received_at) AS received_on, date(concluded_at) AS concluded_on
        FROM tips WHERE state NOT IN ('merged', 'withdrawn');
    CREATE TEMP VIEW steps AS
        SELECT CAST(substr(subject, 8) AS INTEGER) AS item_id, action, date(at) AS taken_on
        FROM audit_rows WHERE subject LIKE 'ledger:%';
    CREATE TEMP VIEW items AS SELECT i.*, date(i.opened_at) AS opened_on,
        (SELECT min(taken_on) FROM steps WHERE item_id = i.id AND action = 'ledger.hand_over') AS handed_on
        FROM ledger_items i;
    CREATE TEMP VIEW found AS SELECT f.category, v.division_path, v.visited_on
        FROM findings f JOIN visits v ON v.id = f.visit_id;
"""
"""Nobody here works between 16:00 UTC and midnight, so that a day is the same in UTC and in China."""
_ACTIONS = frozenset(f"{flow.name}.{step.action}" for flow in (TIP, LEDGER) for step in flow.steps)
_WRONG: Mapping[str, str] = {
    "an open report without an office, or with one that is not of its place": """
        SELECT t.number FROM open_tips t LEFT JOIN offices o ON o.id = t.responsible_office_id
        WHERE (o.id IS NULL OR substr(t.division_path, 1, length(o.division_path))
              <> o.division_path)""",
    "an open report with somebody who may not see it": """
        SELECT t.number FROM open_tips t JOIN tip_recusals r
          ON r.tip_id = t.id AND r.account_id = t.responsible_user_id""",
    "an open report with somebody of another office, or who has left": """
        SELECT t.number FROM open_tips t JOIN accounts a ON a.id = t.responsible_user_id
        WHERE (a.office_id <> t.responsible_office_id OR a.active = 0)""",
    "a report that is checked by nobody": """
        SELECT number FROM tips WHERE state IN ('verifying', 'handled') AND responsible_user_id IS NULL""",
    "an accepted report without a day that its reporter was promised": """
        SELECT number FROM tips WHERE accepted_at IS NOT NULL AND conclude_by IS NULL""",
    "a report that the same person checked and concluded": """
        SELECT number FROM tips WHERE concluded_by_id = handled_by_id AND state = 'concluded'""",
    "an overdue report of which nobody was told": """
        SELECT t.number FROM open_tips t WHERE t.accepted_at < :before
          AND t.conclude_by < :today AND NOT EXISTS
          (SELECT 1 FROM deadline_steps s WHERE s.subject = 'tip:' || t.id AND s.due_on = t.conclude_by)""",
    "a report whose reporter hears nothing of its end": """
        SELECT t.number FROM tips t WHERE t.state IN ('replied', 'not_accepted', 'transferred', 'withdrawn')
          AND NOT EXISTS (SELECT 1 FROM tip_messages m WHERE m.tip_id = t.id AND m.direction <> 'report')""",
    "an item that was struck off without notice, passed recheck and evidence": """
        SELECT number FROM ledger_items i WHERE state = 'closed_out' AND (evidence = ''
          OR NOT EXISTS (SELECT 1 FROM notices n WHERE n.item_id = i.id)
          OR NOT EXISTS (SELECT 1 FROM rechecks r WHERE r.item_id = i.id AND r.passed))""",
    "an unlicensed place that was struck off without a word on its children": """
        SELECT number FROM ledger_items WHERE state = 'closed_out' AND kind = 'unlicensed'
          AND (disposal = '' OR children_to = '')""",
    "an item that its own officer rechecked": """
        SELECT i.number FROM ledger_items i JOIN rechecks r ON r.item_id = i.id
        WHERE r.rechecked_by_id = i.handled_by_id AND (r.rechecked_on = :today OR i.state = 'closed_out'
          AND r.id = (SELECT max(id) FROM rechecks WHERE item_id = i.id))""",
    "a finding without its item": """
        SELECT f.id FROM findings f JOIN visits v ON v.id = f.visit_id WHERE v.kind <> 'recheck'
          AND NOT EXISTS (SELECT 1 FROM ledger_items i WHERE i.finding_id = f.id)""",
    "a village in two grids at once": """
        SELECT v.village_code FROM grid_villages v JOIN grids g ON g.id = v.grid_id
        WHERE g.valid_from <= :today AND (g.valid_to IS NULL OR g.valid_to >= :today)
        GROUP BY v.village_code HAVING count(*) > 1""",
}


def opened(file: Path) -> sqlite3.Connection:
    """A connection that has the views that the questions here are asked of."""
    connection = sqlite3.connect(file)
    connection.executescript(_VIEWS)
    return connection


def wrong_on(connection: sqlite3.Connection, day: date) -> dict[str, list[object]]:
    """What does not hold at the end of a day, with the numbers that break it."""
    values = {"today": day.isoformat(), "before": f"{day} 00:00:00"}
    found = {}
    for what, query in _WRONG.items():
        rows = [row[0] for row in connection.execute(query, values)]
        if rows:
            found[what] = rows
    return found


def gaps_in_numbers(connection: sqlite3.Connection) -> dict[str, list[int]]:
    """By series (博爱2026-, 武教网整〔2026〕), the numbers that were left out or came twice."""
    series: dict[str, list[int]] = defaultdict(list)
    every = """SELECT 'tip', number FROM tips UNION ALL SELECT 'item', number FROM ledger_items
        UNION ALL SELECT 'notice', number FROM notices"""
    for kind, number in connection.execute(every):
        before = number.removesuffix("号").rstrip("0123456789")
        series[kind + before].append(int(number.removesuffix("号").removeprefix(before)))
    return {name: found for name, found in series.items() if sorted(found) != list(range(1, len(found) + 1))}


def replayed(connection: sqlite3.Connection) -> dict[str, str]:
    """By subject, the state that the audit log's rows lead to; each begins where the one before ended."""
    states: dict[str, str] = {}
    first = {"tip": "received", "ledger": "opened"}
    for subject, action, text in connection.execute(
        "SELECT subject, action, details FROM audit_rows ORDER BY id"
    ):
        kind = subject.partition(":")[0]
        details = json.loads(text)
        if action not in _ACTIONS:
            continue
        was = states.get(subject, first[kind])
        assert details["from"] == was, f"{subject} {action}: from {details['from']}, but it was {was}"
        states[subject] = details["to"]
    return states


def kept(connection: sqlite3.Connection) -> dict[str, str]:
    """By subject, the state that its row has."""
    tips = connection.execute("SELECT 'tip:' || id, state FROM tips").fetchall()
    items = connection.execute("SELECT 'ledger:' || id, state FROM ledger_items").fetchall()
    return dict([*tips, *items])


_FIGURES: Mapping[str, str] = {
    "tips": """SELECT count(*) FROM own_tips WHERE division_path LIKE :within
        AND received_on BETWEEN :first AND :last""",
    "accepted": """SELECT count(*) FROM own_tips WHERE division_path LIKE :within AND accepted_at IS NOT NULL
        AND received_on BETWEEN :first AND :last""",
    "concluded": """SELECT count(*) FROM own_tips WHERE division_path LIKE :within
        AND concluded_on BETWEEN :first AND :last""",
    "concluded_in_time": """SELECT count(*) FROM own_tips WHERE division_path LIKE :within
        AND concluded_on BETWEEN :first AND :last AND concluded_on <= conclude_by""",
    "substantiated": """SELECT count(*) FROM own_tips WHERE division_path LIKE :within
        AND concluded_on BETWEEN :first AND :last AND outcome = 'substantiated'""",
    "findings": """SELECT count(*) FROM found WHERE division_path LIKE :within
        AND visited_on BETWEEN :first AND :last""",
    "unlicensed": """SELECT count(*) FROM found WHERE division_path LIKE :within
        AND visited_on BETWEEN :first AND :last AND category = 'unlicensed'""",
    "opened": """SELECT count(*) FROM items WHERE division_path LIKE :within
        AND opened_on BETWEEN :first AND :last""",
    "struck_off": """SELECT count(*) FROM items WHERE division_path LIKE :within
        AND struck_off_on BETWEEN :first AND :last""",
    "handed_over": """SELECT count(*) FROM items WHERE division_path LIKE :within
        AND handed_on BETWEEN :first AND :last""",
    "open_after": """SELECT count(*) FROM items WHERE division_path LIKE :within AND opened_on <= :last
        AND coalesce(struck_off_on, '9') > :last AND coalesce(handed_on, '9') > :last""",
    "notices": """SELECT count(*) FROM notices n JOIN items i ON i.id = n.item_id
        WHERE i.division_path LIKE :within AND n.issued_on BETWEEN :first AND :last""",
    "letters": """SELECT count(*) FROM letters l JOIN items i ON i.id = l.item_id
        WHERE i.division_path LIKE :within AND l.sent_on BETWEEN :first AND :last""",
    # filed up again after its letters were answered, an item counts once: two halves add up to their year
    "filed": """SELECT count(*) FROM items i WHERE i.division_path LIKE :within AND (SELECT min(s.taken_on)
        FROM steps s WHERE s.item_id = i.id AND s.action = 'ledger.file_up') BETWEEN :first AND :last""",
    "patrolled": """SELECT count(*) FROM (SELECT DISTINCT v.grid_id, strftime('%Y-%m', v.visited_on)
        FROM visits v JOIN grids g ON g.id = v.grid_id WHERE g.division_path LIKE :within
        AND v.kind = 'patrol' AND v.visited_on BETWEEN :first AND :last)""",
}


def recount(connection: sqlite3.Connection, within: str, first: date, last: date) -> dict[str, int]:
    """Figures of a report, by its names, counted again."""
    values = {"within": f"{within}%", "first": first.isoformat(), "last": last.isoformat()}
    return {name: connection.execute(query, values).fetchone()[0] for name, query in _FIGURES.items()}
