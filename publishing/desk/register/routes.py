"""The blueprint of the register's pages, and what each page asks first: whose county, and may they see it."""

from flask import Blueprint
from sqlalchemy.orm import Session

from publishing.announcements.queries import AnnouncementValue, get_announcement
from publishing.divisions.queries import get_division
from publishing.divisions.rules import county_code_of
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.registry.batches import BatchValue, get_batch

blueprint = Blueprint("register", __name__, url_prefix="/office/register")

REGISTER = (Permission.REGISTER_IMPORT, Permission.ANNOUNCEMENT_DRAFT, Permission.ANNOUNCEMENT_APPROVE)
"""Who has anything to do here: preparing or approving."""


def own_county(actor: Actor) -> str:
    """The code of the actor's county; raises NotFound for people who have nothing to do with registers."""
    if not any(actor.may(permission) for permission in REGISTER):
        raise NotFound(what="page")
    code = county_code_of(actor.division_path)
    if code is None:
        raise NotFound(what="county")
    return code


def own_batch(session: Session, actor: Actor, batch_id: int) -> BatchValue:
    """The batch of the actor's county; raises NotFound for any other."""
    own_county(actor)
    batch = get_batch(session, batch_id)
    if not actor.covers(get_division(session, batch.county_code).path):
        raise NotFound(what="batch")
    return batch


def own_announcement(session: Session, actor: Actor, announcement_id: int) -> AnnouncementValue:
    """The announcement of the actor's county; raises NotFound for any other."""
    own_county(actor)
    found = get_announcement(session, announcement_id)
    if not actor.covers(found.division_path):
        raise NotFound(what="announcement")
    return found
