"""What staff do with tips, patrols and ledger items together; the desk's pages call these."""

from intake.cases.assigning import assign
from intake.cases.following_up import follow_up_danger
from intake.cases.merging import merge
from intake.cases.patrolling import record_patrol
from intake.cases.phoning import record_by_phone
from intake.cases.pulling_back import may_pull_back, pull_back
from intake.cases.reopening import reopen
from intake.cases.replying import reply
from intake.cases.reviewing import conclude, send_back
from intake.cases.triaging import accept_and_assign, decline, transfer
from intake.cases.verifying import Reported, ask, report_visit, start

__all__ = [
    "Reported",
    "accept_and_assign",
    "ask",
    "assign",
    "conclude",
    "decline",
    "follow_up_danger",
    "may_pull_back",
    "merge",
    "pull_back",
    "record_by_phone",
    "record_patrol",
    "reopen",
    "reply",
    "report_visit",
    "send_back",
    "start",
    "transfer",
]
