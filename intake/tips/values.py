"""What others see of tips: frozen values. Nothing sealed is in any of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from intake.deadlines.owing import Deadline
from intake.tips.locating import Position
from publishing.kernel.db import JsonValue
from publishing.kernel.workflow import Step


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """That an identity was opened: when and for what kind of reason, and not by whom."""

    at: datetime
    cause: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Recusal:
    """Somebody who must not see the tip."""

    account_id: int
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Similar:
    """An open tip that may be about the same thing."""

    id: int
    number: str
    state: str
    category: str
    kindergarten_name: str
    received_at: datetime
    reasons: tuple[str, ...]
    """Why, the weightiest first; codes of words `likeness`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TipValue:
    """Everything that the line may see of a tip."""

    id: int
    number: str
    state: str
    channel: str
    category: str
    categories: tuple[str, ...]
    text: str
    kindergarten_name: str
    kindergarten_id: str | None
    place_words: str
    place: tuple[str, ...]
    """Short names from the county down; the city alone where nothing is known."""
    division_code: str
    division_path: str
    place_certainty: str
    track: str
    urgency: str
    hold: str
    quarantined: bool
    """It came over a limit or looks like advertising."""
    received_at: datetime
    accepted_at: datetime | None
    assigned_at: datetime | None
    handled_at: datetime | None
    concluded_at: datetime | None
    replied_at: datetime | None
    visited_on: date | None
    """Somebody was first there in this round."""
    extended_days: int
    """By how many days a leader moved the day of the result."""
    responsible_office_id: int
    responsible_office_name: str
    responsible_user_id: int | None
    responsible_user_name: str
    grid_id: int | None
    route_code: str
    route_words: str
    proposed: Mapping[str, JsonValue] | None
    """Whom the rule would assign a waiting tip to: office_id, office_name, user_id, user_name, grid_id, code,
    words."""
    handled_by_id: int | None
    handled_by_name: str
    concluded_by_id: int | None
    concluded_by_name: str
    outcome: str
    report_text: str
    conclusion: str
    public_wording: str
    interim: bool
    merged_into_id: int | None
    danger_goes_on: bool
    has_contact: bool
    """A sealed contact exists."""
    photo_count: int
    recusals: tuple[Recusal, ...]
    deadlines: tuple[Deadline, ...]
    """The next first; `intake.deadlines.rules.clock(due, today, calendar)` says what is left."""
    steps: tuple[Step, ...]
    """What the person who asked may do now."""
    waits_for_me: bool
    version: int
    position: Position | None
    """Where the place is, if the reporter gave it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message of a thread. `direction`: `report`, `question`, `answer`, `notice`, `reply`."""

    id: int
    direction: str
    body: str
    at: datetime
    account_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Photo:
    """A stored photo; `file` is its name within the uploads folder."""

    id: int
    file: str
    width: int
    height: int
    size: int
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A tip whose receipt code was given a short while ago; it stands for the code, which is kept nowhere."""

    tip_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """问题解决了吗？ about the last reply."""

    now: str
    """What to ask today: `two_weeks`, `six_weeks`, or empty."""
    rate: bool
    """Whether to ask too how the answer itself was; once a round."""
    next_on: date | None
    """The day from which it is asked next."""
    last: str
    """What was answered last in this round; empty for nothing."""
    last_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Fixed:
    """One answer to 问题解决了吗？, for the line. `number` and `words` (the reason) only where it is of a tip
    that was merged into the one at hand."""

    number: str
    ask: str
    answer: str
    satisfaction: str
    words: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class AskCount:
    """Answers to 问题解决了吗？ of a county in figures. `content` of the `rated` said 满意 or 基本满意."""

    county_code: str
    asked: int
    fixed: int
    not_fixed: int
    unsure: int
    rated: int
    content: int

    @property
    def answered(self) -> int:
        """How many asks were answered."""
        return self.fixed + self.not_fixed + self.unsure


@dataclass(frozen=True, kw_only=True, slots=True)
class ReporterView:
    """What the holder of a receipt code sees: no officer's name, no reason of routing."""

    number: str
    state: str
    public_step: str
    category: str
    categories: tuple[str, ...]
    place: tuple[str, ...]
    kindergarten_name: str
    office_name: str
    """The county's (or city's) office, which answers to the reporter."""
    received_at: datetime
    accepted_at: datetime | None
    concluded_at: datetime | None
    deadlines: tuple[Deadline, ...]
    """Only those promised to the reporter: `accept` and `conclude`."""
    messages: tuple[Message, ...]
    photo_count: int
    outcome: str
    """Empty until the reply."""
    sealed: bool
    """A sealed contact exists."""
    can_seal: bool
    """A contact that is added can be sealed."""
    openings: tuple[Opening, ...]
    """How often and why it was opened, the oldest first."""
    can_answer: bool
    """A question waits for an answer."""
    can_add: bool
    can_withdraw: bool
    can_reopen: bool
    ask: Ask | None
    """None before the reply, and while the tip is being handled again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TipCount:
    """Tips of a county in figures."""

    county_code: str
    received: int
    open: int
    concluded: int
