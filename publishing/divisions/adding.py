"""Adding a community that the official table does not have yet: a node under a local code."""

import re
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from publishing.divisions.aliasing import add_alias
from publishing.divisions.models import DivisionRow
from publishing.divisions.reading import AliasKind
from publishing.divisions.rules import (
    Division,
    Level,
    core_name,
    local_code,
    local_number,
    path_of,
    short_name,
)
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission

_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff0-9A-Za-z·]{2,40}")
_KIND = re.compile(r"(村|社区|居委会|村委会|村民委员会|居民委员会)$")


def add_provisional(
    session: Session,
    *,
    township_code: str,
    name: str,
    aliases: Iterable[str] = (),
    actor: Actor,
    now: datetime,
) -> Division:
    """Adds a village or community below a township, with other words for it, and returns it.

    Raises NotFound for an unknown township, Forbidden and OutsideJurisdiction, and Invalid(name, reason):
    `required`, `spelling` (other characters than a name has), `kind` (neither 村 nor 社区 at its end),
    `exists` (with `place`: what of this township bears the name already); and as `add_alias` does.
    """
    # locked, because two people of one township would count to the same number
    parent = session.get(DivisionRow, township_code, with_for_update=True)
    if parent is None or parent.level != Level.TOWNSHIP or parent.closed_on is not None:
        raise NotFound(what="township")
    actor.require(Permission.PLACE_MANAGE, parent.path)
    name = "".join(name.split())
    if not name:
        raise Invalid(field="name", reason="required")
    if not _NAME.fullmatch(name):
        raise Invalid(field="name", reason="spelling", value=name)
    if not _KIND.search(name):
        raise Invalid(field="name", reason="kind", value=name)
    siblings = list(session.scalars(select(DivisionRow).where(DivisionRow.parent_code == township_code)))
    same = next((row for row in siblings if row.closed_on is None and _alike(row.name, name)), None)
    if same is not None:
        place = short_name(same.name, Level.VILLAGE)
        raise Invalid(field="name", reason="exists", value=name, place=place, code=same.code)
    number = max((local_number(row.code) for row in siblings), default=0) + 1
    code = local_code(township_code, number)
    row = DivisionRow(
        code=code,
        name=name,
        level=Level.VILLAGE.value,
        parent_code=township_code,
        path=path_of(parent.path, code),
        provisional=True,
    )
    session.add(row)
    session.flush()
    record(
        session,
        actor=actor,
        action="division.add",
        subject=f"division:{code}",
        details={"name": name, "township": township_code},
        now=now,
    )
    for alias in dict.fromkeys("".join(word.split()) for word in aliases):
        if alias and alias != name:
            add_alias(session, code, alias, kind=AliasKind.NICKNAME, actor=actor, now=now)
    return Division(
        code=code,
        name=name,
        level=Level.VILLAGE,
        parent_code=township_code,
        path=row.path,
        provisional=True,
    )


def _alike(known: str, name: str) -> bool:
    """三街居委会 and 三街村 are two units; 阳光社区 and 阳光社区居委会 are one."""
    if short_name(known, Level.VILLAGE) == short_name(name, Level.VILLAGE):
        return True
    ends = (known.endswith("村民委员会"), name.endswith(("村", "村委会", "村民委员会")))
    same_kind = ends[0] == ends[1]
    return same_kind and core_name(known, Level.VILLAGE) == core_name(name, Level.VILLAGE)
