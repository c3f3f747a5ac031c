"""Who may what: the permissions, the roles, and the one table that joins them (DESIGN §4)."""

from enum import StrEnum


class Permission(StrEnum):
    """What a person may do; each member names one kind of act."""

    OFFICE_ENTER = "office.enter"
    """Sign in and see one's own work list."""
    REGISTER_IMPORT = "register.import"
    """Read a county's list into a draft."""
    ANNOUNCEMENT_DRAFT = "announcement.draft"
    """Write an announcement and submit it."""
    ANNOUNCEMENT_APPROVE = "announcement.approve"
    """Approve or return somebody else's announcement, and release it."""
    TIP_RECORD = "tip.record"
    """Enter a tip that came by telephone or in person."""
    TIP_READ = "tip.read"
    """Read the tips that are visible to one's place in the line."""
    TIP_ACCEPT = "tip.accept"
    TIP_DECLINE = "tip.decline"
    TIP_TRANSFER = "tip.transfer"
    TIP_MERGE = "tip.merge"
    TIP_ASSIGN = "tip.assign"
    TIP_VERIFY = "tip.verify"
    """Start, ask, and report on a tip assigned to oneself."""
    TIP_REVIEW = "tip.review"
    """Send back or conclude what somebody else reported."""
    TIP_REPLY = "tip.reply"
    """Write the public wording and answer the reporter."""
    TIP_REOPEN = "tip.reopen"
    TIP_ANSWER = "tip.answer"
    """The reporter's own: answer a question, add to the thread, withdraw."""
    TIP_WITHDRAW = "tip.withdraw"
    TIP_ARCHIVE = "tip.archive"
    PATROL_READ = "patrol.read"
    PATROL_RECORD = "patrol.record"
    PATROL_WAIVE = "patrol.waive"
    """Let a grid off the patrol of a month, and take that back."""
    PATROL_SPOT_CHECK = "patrol.spot_check"
    """Draw a sample of places and say whether the patrol record agrees with what is there."""
    LEDGER_READ = "ledger.read"
    LEDGER_NOTICE = "ledger.notice"
    """Issue a rectification notice and record the operator's answer."""
    LEDGER_RECHECK = "ledger.recheck"
    LEDGER_FILE_UP = "ledger.file_up"
    LEDGER_COORDINATE = "ledger.coordinate"
    """Write to departments, hand over, resume."""
    LEDGER_STRIKE_OFF = "ledger.strike_off"
    CLOCK_SET = "clock.set"
    """Set how long the steps of a tip may take in one's county or city."""
    TIP_EXTEND = "tip.extend"
    """Give a check more time than was promised to the reporter."""
    GRID_READ = "grid.read"
    GRID_MANAGE = "grid.manage"
    WORDING_MANAGE = "wording.manage"
    """Change the texts that one's county or city answers reporters with."""
    PLACE_MANAGE = "place.manage"
    """Add a community that the official table lacks, and other names; merge what became official."""
    REPORT_READ = "report.read"
    """Read one's own office's reports, and those that offices below have signed."""
    REPORT_WRITE = "report.write"
    """Draft the report of one's own office and submit it."""
    REPORT_SIGN = "report.sign"
    """Sign off or give back the report that somebody else of the office submitted."""
    REPORT_COLLECT = "report.collect"
    """See which offices below have not reported."""
    INDICATOR_READ = "indicator.read"
    ACCOUNT_MANAGE = "account.manage"
    AUDIT_READ = "audit.read"
    IDENTITY_UNSEAL = "identity.unseal"
    """Open a reporter's sealed identity with one's own passphrase."""


class Role(StrEnum):
    """What an account is; `SYSTEM` and `REPORTER` have no account."""

    SUPERVISOR = "supervisor"
    CENTRAL_SCHOOL = "central_school"
    COUNTY_TRIAGE = "county_triage"
    COUNTY_EDITOR = "county_editor"
    COUNTY_APPROVER = "county_approver"
    COUNTY_LEADER = "county_leader"
    CITY_AUDITOR = "city_auditor"
    CITY_ADMIN = "city_admin"
    CUSTODIAN = "custodian"
    HOTLINE = "hotline"
    SYSTEM = "system"
    REPORTER = "reporter"


_P = Permission
_LINE = {_P.OFFICE_ENTER, _P.TIP_READ, _P.PATROL_READ, _P.LEDGER_READ, _P.GRID_READ}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SUPERVISOR: frozenset(
        _LINE
        | {_P.TIP_VERIFY, _P.PATROL_RECORD, _P.LEDGER_NOTICE, _P.LEDGER_RECHECK, _P.LEDGER_FILE_UP}
        | {_P.REPORT_READ, _P.REPORT_WRITE}
    ),
    Role.CENTRAL_SCHOOL: frozenset(
        _LINE
        | {_P.TIP_ACCEPT, _P.TIP_MERGE, _P.TIP_ASSIGN, _P.TIP_VERIFY, _P.TIP_REVIEW, _P.TIP_REPLY}
        | {_P.PATROL_RECORD, _P.LEDGER_NOTICE, _P.LEDGER_RECHECK, _P.LEDGER_FILE_UP, _P.LEDGER_STRIKE_OFF}
        | {_P.GRID_MANAGE, _P.PLACE_MANAGE, _P.REPORT_READ, _P.REPORT_WRITE, _P.REPORT_SIGN}
        | {_P.INDICATOR_READ}
    ),
    Role.COUNTY_TRIAGE: frozenset(
        _LINE
        | {_P.TIP_RECORD, _P.TIP_ACCEPT, _P.TIP_DECLINE, _P.TIP_TRANSFER, _P.TIP_MERGE, _P.TIP_ASSIGN}
        | {_P.TIP_VERIFY, _P.TIP_REVIEW, _P.TIP_REPLY, _P.TIP_REOPEN, _P.PATROL_RECORD, _P.LEDGER_NOTICE}
        | {_P.LEDGER_RECHECK, _P.LEDGER_FILE_UP, _P.LEDGER_COORDINATE, _P.LEDGER_STRIKE_OFF, _P.GRID_MANAGE}
        | {_P.CLOCK_SET, _P.PLACE_MANAGE, _P.PATROL_WAIVE, _P.PATROL_SPOT_CHECK, _P.WORDING_MANAGE}
        | {_P.REPORT_READ, _P.REPORT_WRITE, _P.REPORT_COLLECT, _P.INDICATOR_READ}
    ),
    Role.COUNTY_EDITOR: frozenset({_P.OFFICE_ENTER, _P.REGISTER_IMPORT, _P.ANNOUNCEMENT_DRAFT}),
    Role.COUNTY_APPROVER: frozenset({_P.OFFICE_ENTER, _P.ANNOUNCEMENT_APPROVE}),
    Role.COUNTY_LEADER: frozenset(
        _LINE
        | {_P.TIP_REVIEW, _P.TIP_EXTEND, _P.LEDGER_COORDINATE, _P.CLOCK_SET, _P.PATROL_WAIVE}
        | {_P.PATROL_SPOT_CHECK, _P.WORDING_MANAGE}
        | {_P.REPORT_READ, _P.REPORT_SIGN, _P.REPORT_COLLECT, _P.INDICATOR_READ}
    ),
    Role.CITY_AUDITOR: frozenset(
        {_P.OFFICE_ENTER, _P.AUDIT_READ, _P.PATROL_READ, _P.LEDGER_READ, _P.GRID_READ}
        | {_P.REPORT_READ, _P.REPORT_SIGN, _P.REPORT_COLLECT, _P.INDICATOR_READ}
    ),
    Role.CITY_ADMIN: frozenset({_P.OFFICE_ENTER, _P.ACCOUNT_MANAGE, _P.GRID_READ, _P.PLACE_MANAGE}),
    Role.CUSTODIAN: frozenset({_P.OFFICE_ENTER, _P.IDENTITY_UNSEAL}),
    Role.HOTLINE: frozenset({_P.OFFICE_ENTER, _P.TIP_RECORD}),
    Role.SYSTEM: frozenset({_P.TIP_ACCEPT, _P.TIP_ASSIGN, _P.TIP_ARCHIVE, _P.PLACE_MANAGE}),
    Role.REPORTER: frozenset({_P.TIP_ANSWER, _P.TIP_WITHDRAW, _P.TIP_REOPEN}),
}
