"""The position of what a report is about: a point that the reporter gave, beside the place in words.

It says where to look. It never says whose tip it is: the village comes from lists or words, and without one
the tip waits for a person, as it does without a position.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake.tips.models import TipPosition
from publishing.divisions.outlines import county_at, packaged_outlines
from publishing.divisions.positions import Datum, Point, to_wgs84
from publishing.divisions.queries import list_counties
from publishing.divisions.rules import Division
from publishing.kernel.errors import Invalid

WAYS = ("typed", "map", "device", "photo")
"""Numbers or a link, a pin on our map, the phone's own position, a photo's."""
UNKNOWN_DATUM = "unknown"
"""The reporter could not say which map the numbers are of."""
DATUMS = (*(datum.value for datum in Datum), UNKNOWN_DATUM)


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """A point in WGS-84, how it was given, and what it was measured against when it was."""

    latitude: float
    longitude: float
    way: str
    datum: str

    @property
    def point(self) -> Point:
        """The point itself."""
        return Point(latitude=self.latitude, longitude=self.longitude)


def position_from(point: Point, *, way: str, datum: str) -> Position:
    """A point of some datum as it is kept. What nobody can name is read as GCJ-02, which nearly every map app
    in China shows; a satellite's would then be some hundred metres off, and `datum` says so.

    Raises Invalid(field="position", reason="unknown") for another way or datum."""
    given = Position(latitude=point.latitude, longitude=point.longitude, way=way, datum=datum)
    check_position(given)
    kept = to_wgs84(point, Datum.GCJ02 if datum == UNKNOWN_DATUM else Datum(datum)).rounded()
    return Position(latitude=kept.latitude, longitude=kept.longitude, way=way, datum=datum)


def check_position(position: Position) -> None:
    """Raises Invalid(field="position", reason="unknown") for what is no place on the earth, or was given in
    no way we know."""
    try:
        Point(latitude=position.latitude, longitude=position.longitude)
        known = position.way in WAYS and position.datum in DATUMS
    except ValueError:
        known = False
    if not known:
        raise Invalid(field="position", reason="unknown")


def county_of_point(session: Session, point: Point) -> Division | None:
    """The county that the point proposes; None outside of all outlines and on a border."""
    outline = county_at(packaged_outlines(), point)
    if outline is None:
        return None
    return next((county for county in list_counties(session) if county.code == outline.code), None)


def keep_position(session: Session, tip_id: int, position: Position) -> None:
    """Keeps the position of a new tip."""
    point = position.point.rounded()
    session.add(
        TipPosition(
            tip_id=tip_id,
            latitude=point.latitude,
            longitude=point.longitude,
            way=position.way,
            datum=position.datum,
        )
    )


def positions_of(session: Session, tip_ids: Iterable[int]) -> dict[int, Position]:
    """The positions of those tips that have one."""
    rows = session.scalars(select(TipPosition).where(TipPosition.tip_id.in_(list(tip_ids))))
    return {
        row.tip_id: Position(latitude=row.latitude, longitude=row.longitude, way=row.way, datum=row.datum)
        for row in rows
    }


def drop_position(session: Session, tip_id: int) -> bool:
    """Deletes the position of a tip; whether there was one."""
    found = session.scalar(select(TipPosition.tip_id).where(TipPosition.tip_id == tip_id))
    session.execute(delete(TipPosition).where(TipPosition.tip_id == tip_id))
    return found is not None
