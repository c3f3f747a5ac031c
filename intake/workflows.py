"""Every state and step of a tip, of a ledger item and of a report, as rows of a table (DESIGN §3).

Buttons, checks, documentation and tests are derived from these rows.
"""

from publishing.kernel.permissions import Permission
from publishing.kernel.workflow import Workflow, rows

TIP_OPEN = ("received", "accepted", "assigned", "verifying", "need_info", "handled", "reopened")
"""States in which an office owes work on the tip."""

TIP = Workflow(
    name="tip",
    initial="received",
    steps=(
        *rows("accept", ["received"], "accepted", Permission.TIP_ACCEPT, "track", "category", "urgency"),
        *rows("decline", ["received"], "not_accepted", Permission.TIP_DECLINE, "reason"),
        *rows(
            "transfer",
            ["received", "accepted"],
            "transferred",
            Permission.TIP_TRANSFER,
            "authority",
            "reason",
        ),
        *rows("merge", ["received", "accepted", "assigned"], "merged", Permission.TIP_MERGE, "survivor"),
        *rows("assign", ["accepted", "reopened"], "assigned", Permission.TIP_ASSIGN, "office", "reason"),
        *rows("start", ["assigned"], "verifying", Permission.TIP_VERIFY),
        *rows("ask", ["verifying"], "need_info", Permission.TIP_VERIFY, "question"),
        *rows("answer", ["need_info"], "verifying", Permission.TIP_ANSWER, "reply"),
        *rows("report", ["verifying"], "handled", Permission.TIP_VERIFY, "outcome", "visit"),
        *rows(
            "send_back", ["handled"], "verifying", Permission.TIP_REVIEW, "reason", other_than="handled_by_id"
        ),
        *rows(
            "conclude",
            ["handled"],
            "concluded",
            Permission.TIP_REVIEW,
            "conclusion",
            other_than="handled_by_id",
        ),
        *rows("reply", ["concluded"], "replied", Permission.TIP_REPLY, "wording"),
        *rows("reopen", ["concluded", "replied"], "reopened", Permission.TIP_REOPEN, "reason"),
        *rows("withdraw", TIP_OPEN, "withdrawn", Permission.TIP_WITHDRAW),
        *rows(
            "archive",
            ["replied", "not_accepted", "transferred", "merged", "withdrawn"],
            "archived",
            Permission.TIP_ARCHIVE,
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
            Permission.LEDGER_NOTICE,
            "number",
            "due_on",
            "service",
        ),
        *rows("rectify", ["notice_issued"], "rectifying", Permission.LEDGER_NOTICE, "answer"),
        *rows(
            "recheck_pass",
            ["rectifying", "notice_issued"],
            "rechecked",
            Permission.LEDGER_RECHECK,
            "visit",
            "evidence",
            other_than="handled_by_id",
        ),
        *rows(
            "recheck_fail",
            ["rectifying", "notice_issued"],
            "rechecked_failed",
            Permission.LEDGER_RECHECK,
            "visit",
            "evidence",
            other_than="handled_by_id",
        ),
        *rows(
            "file_up",
            ["opened", "notice_issued", "rectifying", "rechecked_failed"],
            "filed_up",
            Permission.LEDGER_FILE_UP,
            "reason",
        ),
        *rows("coordinate", ["filed_up"], "coordinating", Permission.LEDGER_COORDINATE, "letters"),
        *rows(
            "hand_over",
            ["filed_up", "coordinating"],
            "handed_over",
            Permission.LEDGER_COORDINATE,
            "authority",
            "receipt",
        ),
        *rows("resume", ["coordinating"], "rectifying", Permission.LEDGER_COORDINATE),
        *rows("strike_off", ["rechecked"], "closed_out", Permission.LEDGER_STRIKE_OFF, "evidence"),
        *rows("relapse", ["closed_out"], "relapsed", Permission.LEDGER_NOTICE, "finding"),
    ),
)

REPORT = Workflow(
    name="report",
    initial="draft",
    steps=(
        *rows("submit", ["draft"], "submitted", Permission.REPORT_WRITE, "digest"),
        *rows("take_back", ["submitted"], "draft", Permission.REPORT_WRITE),
        *rows(
            "give_back",
            ["submitted"],
            "draft",
            Permission.REPORT_SIGN,
            "reason",
            other_than="submitted_by_id",
        ),
        *rows(
            "sign",
            ["submitted"],
            "signed",
            Permission.REPORT_SIGN,
            "number",
            "digest",
            other_than="submitted_by_id",
        ),
    ),
)
"""Nothing leaves `signed`: a later version is a report of its own that points back."""

LEDGER_TERMINAL = ("closed_out", "handed_over", "relapsed")
"""States in which a tip that hangs on the item may be concluded without marking an interim reply."""
