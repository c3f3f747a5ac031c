"""Deciding about tips: which wait for county triage, who must not see one, who may, and whose turn it is.
Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from intake.grid.rules import Tie, tied
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role

CATEGORIES = (
    "unlicensed",
    "full_day_training",
    "fire",
    "food",
    "security",
    "bus",
    "premises",
    "child_harm",
    "other",
)
CHANNELS = ("web", "phone", "visit", "letter", "hotline", "open311")
URGENT, ORDINARY = "urgent", "ordinary"
URGENCIES = (ORDINARY, URGENT)
HARM = "child_harm"
CERTAIN = ("chosen", "confident")
"""Certainties of place at which a tip may be assigned without a person looking at it."""
LONGEST_TEXT = 5_000

_SPAM_LINKS = re.compile(r"(?:https?://|www\.|[a-z0-9-]+\.(?:com|cn|net|top|xyz)\b)[!-~]*", re.IGNORECASE)
_ADVERTISING = ("加微信", "刷单", "贷款", "代开发票", "博彩", "彩票", "日赚")


def ordered_categories(categories: Iterable[str]) -> tuple[str, ...]:
    """The ticked categories once each: harm to a child first, the others as DESIGN §3 orders them."""
    ticked = set(categories)
    return tuple(
        sorted((c for c in CATEGORIES if c in ticked), key=lambda c: (c != HARM, CATEGORIES.index(c)))
    )


def urgency_of(categories: Iterable[str]) -> str:
    """`urgent` where a child may have been harmed."""
    return URGENT if HARM in set(categories) else ORDINARY


def looks_like_spam(text: str) -> bool:
    """Whether a text is more likely advertising or keys at random than a report. It only makes the tip wait
    for a person; nothing is thrown away."""
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    if not bare:
        return False
    # spaces part two addresses, so they are counted in the text as it stands
    links = len(_SPAM_LINKS.findall(text))
    repeated = max(bare.count(character) for character in set(bare))
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in bare)
    return (
        links >= 2
        or (links >= 1 and any(word in bare for word in _ADVERTISING))
        or sum(word in bare for word in _ADVERTISING) >= 2
        or (len(bare) >= 10 and repeated > len(bare) * 0.6)
        or (len(bare) >= 10 and chinese == 0)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Signs:
    """What speaks against accepting a tip without a person looking at it."""

    harm: bool = False
    recusal: bool = False
    """Somebody of the line is recused, or the central school runs the kindergarten."""
    over_limit: bool = False
    spam: bool = False
    place_certain: bool = True
    in_village: bool = True
    by_hand: bool = False


def hold_of(signs: Signs) -> str:
    """Why the tip waits for triage (the weightiest reason, a code of `Tip.hold`); empty when it need not."""
    if signs.harm:
        return "harm"
    if signs.recusal:
        return "recusal"
    if signs.over_limit:
        return "over_limit"
    if signs.spam:
        return "spam"
    if not signs.place_certain or not signs.in_village:
        return "place"
    return "by_hand" if signs.by_hand else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Staff:
    """A person of the line, for finding whom a report touches."""

    id: int
    name: str


def recusals(
    people: Iterable[Staff], ties: Iterable[Tie], *, kindergarten_id: str | None, texts: Iterable[str]
) -> dict[int, str]:
    """Who must not handle a report, with the reason: a declared tie to the kindergarten, or being named in
    full.

    A name that is part of another word recuses too: one officer too many stands aside, and a person
    decides."""
    text = "".join(unicodedata.normalize("NFKC", " ".join(texts)).split())
    found = tied(ties, kindergarten_id=kindergarten_id, text=text)
    for person in people:
        name = "".join(person.name.split())
        if len(name) >= 2 and name in text:
            found.setdefault(person.id, "named")
    return found


class Placed(Protocol):
    """What decides who may see a tip: a row or a value of one."""

    @property
    def division_path(self) -> str: ...
    @property
    def responsible_office_id(self) -> int: ...
    @property
    def responsible_user_id(self) -> int | None: ...
    @property
    def handled_by_id(self) -> int | None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class TipFacts:
    """What decides whose turn it is as well."""

    state: str
    division_path: str
    responsible_office_id: int
    responsible_user_id: int | None
    handled_by_id: int | None
    handled_by_head: bool = False
    """The officer who reported is the central school's own head: the county reviews."""
    danger_goes_on: bool = False


_TRIAGE = (Role.COUNTY_TRIAGE, Role.COUNTY_LEADER)
WAITING_FOR: Mapping[str, Permission] = {
    "received": Permission.TIP_ACCEPT,
    "accepted": Permission.TIP_ASSIGN,
    "reopened": Permission.TIP_ASSIGN,
    "assigned": Permission.TIP_VERIFY,
    "verifying": Permission.TIP_VERIFY,
    "handled": Permission.TIP_REVIEW,
    "concluded": Permission.TIP_REPLY,
}
"""Which right takes the next step, by state."""


def visible(actor: Actor, tip: Placed, recused: frozenset[int]) -> bool:
    """Whether a person may see a tip (DESIGN §4): a supervisor those that are, or were, in their own hands; a
    central school its township's that are with it, not those held at the county; triage and leaders all of
    their county or city; a recused person and every other role none."""
    if actor.user_id is None or actor.user_id in recused or not actor.covers(tip.division_path):
        return False
    if actor.role is Role.SUPERVISOR:
        return actor.user_id in (tip.responsible_user_id, tip.handled_by_id)
    if actor.role is Role.CENTRAL_SCHOOL:
        return tip.responsible_office_id == actor.office_id
    return actor.role in _TRIAGE


class Held(Protocol):
    """What decides whether a tip lies apart: a row or a value of one."""

    @property
    def state(self) -> str: ...
    @property
    def quarantined(self) -> bool: ...


def lies_apart(tip: Held) -> bool:
    """Quarantined and not yet accepted or declined: on the lane of its own, not among the work."""
    return tip.quarantined and tip.state == "received"


def may_verify(actor: Actor, tip: Placed) -> bool:
    """Whether verifying is this person's: it is assigned to them, or to their office and to nobody by
    name."""
    if not actor.may(Permission.TIP_VERIFY):
        return False
    if tip.responsible_user_id is not None:
        return actor.user_id == tip.responsible_user_id
    return actor.office_id == tip.responsible_office_id


def waits_for(actor: Actor, tip: TipFacts, recused: frozenset[int]) -> bool:
    """Whether the tip's next step is this person's; only steps that a person can take now."""
    if not visible(actor, tip, recused):
        return False
    if tip.state == "withdrawn":
        own = actor.office_id == tip.responsible_office_id
        return tip.danger_goes_on and own and actor.role is Role.COUNTY_TRIAGE
    needed = WAITING_FOR.get(tip.state)
    if needed is None or not actor.may(needed):
        return False
    if needed is Permission.TIP_VERIFY:
        return may_verify(actor, tip)
    if needed in (Permission.TIP_REVIEW, Permission.TIP_REPLY) and tip.handled_by_head:
        return is_county(actor)
    own_work = needed is Permission.TIP_REVIEW and actor.user_id == tip.handled_by_id
    return actor.office_id == tip.responsible_office_id and not own_work


def is_county(actor: Actor) -> bool:
    """Whether the actor's office is a county's (the second node of a path)."""
    return actor.division_path.count("/") == 2


PUBLIC_STEPS: Mapping[str, str] = {
    "received": "received",
    "accepted": "accepted",
    "assigned": "accepted",
    "reopened": "accepted",
    "verifying": "verifying",
    "need_info": "verifying",
    "handled": "verifying",
    "concluded": "concluded",
    "replied": "concluded",
    "not_accepted": "concluded",
    "transferred": "concluded",
    "merged": "accepted",
    "withdrawn": "concluded",
    "archived": "concluded",
}
"""Which of the four public steps a state belongs to."""
