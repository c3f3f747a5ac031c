"""Who may be given a tip, whose turn it is, and what a report must bear out (DESIGN §3 and §4). Pure."""

from intake.patrols.rules import check_known
from intake.tips.rules import HARM, URGENT, Placed, may_verify
from publishing.kernel.errors import Forbidden, Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission

OUTCOMES = (
    "substantiated",
    "partly_substantiated",
    "unsubstantiated",
    "unverifiable",
    "duplicate",
    "out_of_jurisdiction",
    "referred",
    "invalid",
)


def check_turn(actor: Actor, tip: Placed) -> None:
    """Raises Forbidden(reason="not_responsible") unless the tip lies with this person, or with this person's
    office and nobody in particular."""
    if not may_verify(actor, tip):
        raise Forbidden(permission=Permission.TIP_VERIFY.value, reason="not_responsible")


def check_candidate(person: Actor, *, division_path: str, recused: frozenset[int]) -> None:
    """Raises Invalid(person_id, reason) for somebody who cannot be given the tip: `cannot_verify`, `outside`
    or `recused`."""
    if not person.may(Permission.TIP_VERIFY):
        raise Invalid(field="person_id", reason="cannot_verify")
    if not person.covers(division_path):
        raise Invalid(field="person_id", reason="outside")
    if person.user_id in recused:
        raise Invalid(field="person_id", reason="recused")


def check_urgency(category: str, urgency: str) -> None:
    """Raises Invalid when suspected harm to a child is not marked urgent."""
    if category == HARM and urgency != URGENT:
        raise Invalid(field="urgency", reason="harm_is_urgent")


def check_outcome(outcome: str, *, findings: int) -> None:
    """Raises Invalid for an unknown outcome, or one that is borne out by nothing found."""
    check_known("outcome", outcome, OUTCOMES)
    if outcome in ("substantiated", "partly_substantiated") and not findings:
        raise Invalid(field="outcome", reason="needs_finding")


def is_published(category: str) -> bool:
    """Whether the outcome of a tip of this category goes on the public outcomes page: suspected harm stays
    with the reporter, because a child could be recognised (未成年人保护法 103)."""
    return category != HARM
