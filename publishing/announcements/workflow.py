"""Every state and step of an announcement, as rows of a table (DESIGN §2, §4)."""

from publishing.kernel.permissions import Permission
from publishing.kernel.workflow import Workflow, rows

ANNOUNCEMENT = Workflow(
    name="announcement",
    initial="draft",
    steps=(
        *rows("submit", ["draft"], "submitted", Permission.ANNOUNCEMENT_DRAFT),
        *rows("withdraw", ["draft"], "withdrawn", Permission.ANNOUNCEMENT_DRAFT),
        *rows(
            "give_back",
            # an approved one too: a mistake seen before release must not end in print
            ["submitted", "approved"],
            "draft",
            Permission.ANNOUNCEMENT_APPROVE,
            "reason",
            other_than="drafted_by_id",
        ),
        *rows(
            "approve",
            ["submitted"],
            "approved",
            Permission.ANNOUNCEMENT_APPROVE,
            other_than="drafted_by_id",
        ),
        *rows(
            "release",
            ["approved"],
            "released",
            Permission.ANNOUNCEMENT_APPROVE,
            "number",
            "dated_on",
            other_than="drafted_by_id",
        ),
    ),
)
