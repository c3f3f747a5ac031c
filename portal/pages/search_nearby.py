"""Where a name was not found: the licensed kindergartens of the place that the words name."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol, cast

from markupsafe import Markup

from portal.pages.places import County, split_name
from portal.pages.showing import zh
from publishing.divisions.resolving import Gazetteer
from publishing.divisions.rules import Level, short_name
from publishing.kernel.web import extension, read, today
from publishing.registry.queries import KindergartenValue, list_kindergartens
from publishing.registry.rules import LicenceStatus

_LICENSED = (LicenceStatus.LICENSED, LicenceStatus.CONDITIONAL)
_MOST = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbour:
    """A licensed kindergarten nearby, as `choice_list` takes it."""

    id: str
    name: Markup
    place: Markup
    status: LicenceStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class Nearby:
    """Those of a township, the ones of the village that was named first; `more` are not shown."""

    place: Markup
    choices: tuple[Neighbour, ...]
    more: int


class _HoldsGazetteer(Protocol):
    def get(self) -> Gazetteer: ...


def gazetteer() -> Gazetteer:
    """The one the application keeps ready (`portal/app.py`)."""
    return cast(_HoldsGazetteer, extension("gazetteer")).get()


def nearby_licensed(text: str, county: County | None, *, but: Collection[str]) -> Nearby | None:
    """The licensed ones where `text` says that it is, without those of `but`, which are shown already.

    None where there are none, or where it names no one township of `county`.
    """
    found = gazetteer().resolve(text, within=county.code if county else None).candidates
    meant = [each for each in found if each.level in (Level.TOWNSHIP, Level.VILLAGE)]
    townships = {each.path.strip("/").split("/")[2] for each in meant}
    if county is None or len(townships) != 1:
        return None
    villages = {each.code for each in meant if each.level is Level.VILLAGE}
    with read() as session:
        listed, _total = list_kindergartens(session, township_code=townships.pop(), today=today())
    licensed = [value for value in listed if value.status in _LICENSED and value.id not in but]
    if not licensed:
        return None
    licensed.sort(key=lambda value: value.facts.village_code not in villages)
    town = short_name(licensed[0].facts.township_name.removeprefix(county.name), Level.TOWNSHIP)
    return Nearby(
        place=zh(town),
        choices=tuple(_neighbour(value, county) for value in licensed[:_MOST]),
        more=max(len(licensed) - _MOST, 0),
    )


def _neighbour(value: KindergartenValue, county: County) -> Neighbour:
    facts = value.facts
    parts = split_name(facts.name, county=county.name, township=facts.township_name)
    return Neighbour(
        id=value.id,
        name=zh(*parts),
        place=zh(facts.address or facts.township_name),
        status=value.status,
    )
