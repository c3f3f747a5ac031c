"""Communities of the demonstration that the official table does not have yet, and what people call places."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.grid.placing import put_in_grid
from intake.grid.queries import grids_of
from publishing.divisions.adding import add_provisional
from publishing.divisions.aliasing import add_alias
from publishing.divisions.queries import get_division
from publishing.divisions.reading import AliasKind
from publishing.kernel.identity import SYSTEM

_YUESHAN, _QINGHUA = "410822102000", "410822001000"


def name_places(session: Session, *, today: date, now: datetime) -> None:
    """Two new communities of 博爱县, the first of them in a grid, and other names of two villages."""
    township = get_division(session, _YUESHAN)
    community = add_provisional(
        session,
        township_code=_YUESHAN,
        name="月山新苑社区",
        aliases=("老机械厂家属院",),
        actor=SYSTEM,
        now=now,
    )
    grid = grids_of(session, on=today, within=township.path)[0]
    put_in_grid(session, grid.id, community.code, on=today, actor=SYSTEM, now=now)
    add_provisional(session, township_code=_QINGHUA, name="鸣珂新城社区", actor=SYSTEM, now=now)
    for code, alias, kind in (
        ("410822102202", "花园大队院", AliasKind.NICKNAME),
        ("410822102215", "皂角树公社", AliasKind.OLD_NAME),
    ):
        add_alias(session, code, alias, kind=kind, actor=SYSTEM, now=now)
