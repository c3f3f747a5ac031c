"""Every state and step of a tip and of a ledger item, as rows of a table (DESIGN §3).

Buttons, checks, documentation and tests are derived from these rows.
"""

from publishing.kernel.permissions import Permission as P
from publishing.kernel.workflow import Workflow, rows

TIP_OPEN = ("received", "accepted", "assigned", "verifying", "need_info", "handled", "reopened")
"""States in which an office owes work on the tip."""

TIP = Workflow(
    name="tip",
    initial="received",
    steps=(
        *rows("accept", ["received"], "accepted", P.TIP_ACCEPT, "track", "category", "urgency"),
        *rows("decline", ["received"], "not_accepted", P.TIP_DECLINE, "reason"),
        *rows("transfer", ["received", "accepted"], "transferred", P.TIP_TRANSFER, "authority", "reason"),
        *rows("merge", ["received", "accepted"], "merged", P.TIP_MERGE, "survivor"),
        *rows("assign", ["accepted", "reopened"], "assigned", P.TIP_ASSIGN, "office", "reason"),
        *rows("start", ["assigned"], "verifying", P.TIP_VERIFY),
        *rows("ask", ["verifying"], "need_info", P.TIP_VERIFY, "question"),
        *rows("answer", ["need_info"], "verifying", P.TIP_ANSWER, "reply"),
        *rows("report", ["verifying"], "handled", P.TIP_VERIFY, "outcome", "visit"),
        *rows("send_back", ["handled"], "verifying", P.TIP_REVIEW, "reason", other_than="handled_by_id"),
        *rows("conclude", ["handled"], "concluded", P.TIP_REVIEW, "conclusion", other_than="handled_by_id"),
        *rows("reply", ["concluded"], "replied", P.TIP_REPLY, "wording"),
        *rows("reopen", ["concluded", "replied"], "reopened", P.TIP_REOPEN, "reason"),
        *rows("withdraw", TIP_OPEN, "withdrawn", P.TIP_WITHDRAW),
        *rows(
            "archive",
            ["replied", "not_accepted", "transferred", "merged", "withdrawn"],
            "archived",
            P.TIP_ARCHIVE,
        ),
    ),
)

LEDGER = Workflow(
    name="ledger",
    initial="opened",
    steps=(
        *rows(
            "notice",
            ["opened", "rechecked_failed"],
            "notice_issued",
            P.LEDGER_NOTICE,
            "number",
            "due_on",
            "service",
        ),
        *rows("rectify", ["notice_issued"], "rectifying", P.LEDGER_NOTICE, "answer"),
        *rows(
            "recheck_pass",
            ["rectifying", "notice_issued"],
            "rechecked",
            P.LEDGER_RECHECK,
            "visit",
            "evidence",
            other_than="handled_by_id",
        ),
        *rows(
            "recheck_fail",
            ["rectifying", "notice_issued"],
            "rechecked_failed",
            P.LEDGER_RECHECK,
            "visit",
            "evidence",
            other_than="handled_by_id",
        ),
        *rows(
            "file_up",
            ["opened", "notice_issued", "rectifying", "rechecked_failed"],
            "filed_up",
            P.LEDGER_FILE_UP,
            "reason",
        ),
        *rows("coordinate", ["filed_up"], "coordinating", P.LEDGER_COORDINATE, "letters"),
        *rows(
            "hand_over",
            ["filed_up", "coordinating"],
            "handed_over",
            P.LEDGER_COORDINATE,
            "authority",
            "receipt",
        ),
        *rows("resume", ["coordinating"], "rectifying", P.LEDGER_COORDINATE),
        *rows("strike_off", ["rechecked"], "closed_out", P.LEDGER_STRIKE_OFF, "evidence"),
        *rows("relapse", ["closed_out"], "relapsed", P.LEDGER_NOTICE, "finding"),
    ),
)

LEDGER_TERMINAL = ("closed_out", "handed_over", "relapsed")
"""States in which a tip that hangs on the item may be concluded without marking an interim reply."""
