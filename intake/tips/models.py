"""Rows of tips: what was reported, where it is in the line, its thread, photos and sealed identity."""

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from publishing.kernel.db import Base, Code, DivisionCode, DivisionPath, Document, LongText, Moment, Name
from publishing.kernel.remembering import REMEMBERED


class Tip(Base):
    """A report about a place. Holds no address, agent or referrer of the reporter."""

    __tablename__ = "tips"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('verifying', 'need_info', 'handled') OR responsible_user_id IS NOT NULL",
            name="someone_verifies",
        ),
        CheckConstraint("concluded_by_id IS NULL OR concluded_by_id <> handled_by_id", name="second_person"),
        CheckConstraint("extended_days BETWEEN 0 AND 30", name="extension"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[Name] = mapped_column(unique=True)
    """举报编号, e.g. 博爱2026-0417."""
    state: Mapped[Code] = mapped_column(index=True)
    submission: Mapped[str] = mapped_column(String(64), unique=True)
    """Digest of the draft's secret: sending the same draft again finds this tip."""
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    """Keyed digest of the receipt code; the code itself is stored nowhere."""
    channel: Mapped[Code]
    """`web`, `phone`, `letter`, `visit`, `hotline`."""

    category: Mapped[Code] = mapped_column(index=True)
    """The weightiest of what was ticked; `child_harm` always comes first."""
    more_categories: Mapped[Name] = mapped_column(default="")
    """The others, with commas between."""
    text: Mapped[LongText]
    """What was seen, with ID-card and telephone numbers masked."""
    kindergarten_name: Mapped[Name] = mapped_column(default="")
    """As the reporter called it, masked likewise."""
    kindergarten_id: Mapped[str | None] = mapped_column(String(12))
    """A kindergarten of the register that the reporter pointed at."""
    place_words: Mapped[LongText]
    """Where, in the reporter's words, masked likewise."""
    division_code: Mapped[DivisionCode]
    """The smallest division that is known for certain; the city's where none is."""
    division_path: Mapped[DivisionPath]
    place_certainty: Mapped[Code]
    """`chosen` (from the lists), `confident` (resolved from words), `ambiguous`, `unknown`."""

    track: Mapped[Code] = mapped_column(default="")
    """办理方式, set when accepted."""
    urgency: Mapped[Code] = mapped_column(default="ordinary")
    """`ordinary`, `urgent`."""
    hold: Mapped[Code] = mapped_column(default="")
    """Why it waited for county triage (`place`, `harm`, `recusal`, `spam`, `over_limit`, `by_hand`); or
    empty."""
    quarantined: Mapped[bool] = mapped_column(default=False, index=True)
    """It came over a limit or looks like advertising: until it is accepted or declined it lies apart."""
    received_at: Mapped[Moment] = mapped_column(index=True)
    accepted_at: Mapped[Moment | None]
    assigned_at: Mapped[Moment | None]
    handled_at: Mapped[Moment | None]
    concluded_at: Mapped[Moment | None]
    replied_at: Mapped[Moment | None]
    reopened_at: Mapped[Moment | None]
    """Began the present round; none in the first."""
    visited_on: Mapped[date | None]
    """Somebody was first there in this round."""
    accept_by: Mapped[date | None]
    conclude_by: Mapped[date | None]
    """The days promised to the reporter; none on tips from before they were kept."""
    extended_days: Mapped[int] = mapped_column(default=0, server_default="0")
    """By how many days a leader moved `conclude_by` in this round."""

    responsible_office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    responsible_user_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"))
    route: Mapped[Document]
    """Why that office: `{"code": ..., "values": {...}, "words": "..."}`."""

    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    concluded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    outcome: Mapped[Code] = mapped_column(default="")
    report_text: Mapped[str] = mapped_column(Text, default="")
    """What the officer found, for the line only."""
    conclusion: Mapped[str] = mapped_column(Text, default="")
    public_wording: Mapped[str] = mapped_column(Text, default="")
    interim: Mapped[bool] = mapped_column(default=False)
    """The reply is an interim one: ledger items are still being followed."""
    withdrawn_at: Mapped[Moment | None]
    danger_goes_on: Mapped[bool] = mapped_column(default=False)
    """Withdrawn, but children may be in danger: county triage still has to take it up."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("tips.id"))
    sealed_contact: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealing_key_id: Mapped[int | None] = mapped_column(ForeignKey("sealing_keys.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads a plain dict)


class AddedContact(Base):
    """A contact that a reporter sealed later, from the follow-up page."""

    __tablename__ = "added_contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    tip_id: Mapped[int] = mapped_column(ForeignKey("tips.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    sealing_key_id: Mapped[int] = mapped_column(ForeignKey("sealing_keys.id"))
    at: Mapped[Moment]


class TipMessage(Base):
    """One message of the thread between the office and the reporter."""

    __tablename__ = "tip_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    tip_id: Mapped[int] = mapped_column(ForeignKey("tips.id"), index=True)
    direction: Mapped[Code]
    """`report` (what was seen, first of the thread), `question`, `answer`, `notice`, `reply`."""
    body: Mapped[LongText]
    at: Mapped[Moment]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class FixedAnswer(Base):
    """What a reporter answered to 问题解决了吗？; each ask of a round is answered once."""

    __tablename__ = "fixed_answers"
    __table_args__ = (
        # nobody asked for an early one: a conclusion may be objected to before there is a reply
        Index(
            "uq_fixed_answers_asked",
            "tip_id",
            "round",
            "ask",
            unique=True,
            sqlite_where=text("ask <> 'early'"),
            postgresql_where=text("ask <> 'early'"),
        ),
        CheckConstraint("answer IN ('fixed', 'not_fixed', 'unsure')", name="answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tip_id: Mapped[int] = mapped_column(ForeignKey("tips.id"), index=True)
    """The reporter's own tip, also where it was merged into another."""
    round: Mapped[int]
    """How often the reporter had been answered; 0 before the first reply."""
    ask: Mapped[Code]
    """`two_weeks`, `six_weeks`; `early` where the reporter did not wait to be asked."""
    answer: Mapped[Code]
    satisfaction: Mapped[Code] = mapped_column(default="")
    """With the answer itself: `satisfied`, `mostly`, `dissatisfied`, or not told."""
    message_id: Mapped[int | None] = mapped_column(ForeignKey("tip_messages.id"))
    """The reason, in the reporter's own thread."""
    at: Mapped[Moment]


class TipPhoto(Base):
    """A photo, decoded and re-encoded without metadata; the bytes lie in the uploads folder."""

    __tablename__ = "tip_photos"

    id: Mapped[int] = mapped_column(primary_key=True)
    tip_id: Mapped[int] = mapped_column(ForeignKey("tips.id"), index=True)
    file: Mapped[str] = mapped_column(String(64), unique=True)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    added_at: Mapped[Moment]


class TipPosition(Base):
    """Where the place of a tip is, in WGS-84, if the reporter gave it. Nobody but the line sees it."""

    __tablename__ = "tip_positions"
    __table_args__ = (
        CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180",
            name="on_earth",
        ),
    )

    tip_id: Mapped[int] = mapped_column(ForeignKey("tips.id"), primary_key=True)
    latitude: Mapped[float]
    longitude: Mapped[float]
    way: Mapped[Code]
    """`typed`, `map`, `device`, `photo`."""
    datum: Mapped[Code]
    """What it was measured against when it was given: `wgs84`, `gcj02`, `bd09`, `unknown`."""


class TipTelling(Base):
    """A tip that somebody of the office wrote down for the reporter: by whom, and what they knew of it."""

    __tablename__ = "tip_tellings"

    tip_id: Mapped[int] = mapped_column(ForeignKey("tips.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    letter_on: Mapped[date | None]
    """The date of the letter, where it came by letter."""
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("tips.id"))
    """Another tip that whoever wrote it down takes for the same matter; triage decides."""


class TipOrder(Base):
    """A number under which another office (12345, the petition office) sent a tip, with its own clock."""

    __tablename__ = "tip_orders"
    __table_args__ = (UniqueConstraint("channel", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tip_id: Mapped[int] = mapped_column(ForeignKey("tips.id"), index=True)
    channel: Mapped[Code]
    number: Mapped[str] = mapped_column(String(40))
    """As it was typed."""
    key: Mapped[str] = mapped_column(String(40))
    """Without spaces and in one case, so that it is found however it is typed."""
    dispatched_at: Mapped[Moment | None]
    due_at: Mapped[Moment | None]
    """工单时限, as the sending office gave it."""
    recorded_at: Mapped[Moment]
    answered_at: Mapped[Moment | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class TipRecusal(Base):
    """A person who must not see a tip, and why."""

    __tablename__ = "tip_recusals"

    tip_id: Mapped[int] = mapped_column(ForeignKey("tips.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    reason: Mapped[Code]
    """`named`, `own`, `employer`, `relative`, `declared`, `handled_before` (reopened: another officer)."""


class AcceptByHand(Base):
    """A category whose tips a county accepts by hand, however clear they are (DESIGN §4)."""

    __tablename__ = "accept_by_hand"
    __table_args__ = REMEMBERED

    division_code: Mapped[DivisionCode] = mapped_column(primary_key=True)
    category: Mapped[Code] = mapped_column(primary_key=True)


class TipDraft(Base):
    """Answers on their way; encrypted with a key that only the reporter's browser holds."""

    __tablename__ = "tip_drafts"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[Moment] = mapped_column(index=True)


class DraftPhoto(Base):
    """A cleaned photo of a draft, encrypted likewise."""

    __tablename__ = "draft_photos"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("tip_drafts.digest"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
