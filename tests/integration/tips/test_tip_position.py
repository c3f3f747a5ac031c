"""A position goes with the tip, says where to look, and decides nothing that a village must decide."""

import json
from datetime import timedelta

import pytest
from sending import SECRET, Send
from small_city import CITY, COUNTY, HUAYUAN, NOW, OTHER_COUNTY, City
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.tips.codes import derive_code
from intake.tips.drafts import Draft, load_draft, save_draft
from intake.tips.locating import Position, county_of_point, position_from
from intake.tips.models import Tip, TipDraft, TipPosition
from intake.tips.queries import find_by_code, get_tip, load_tip
from intake.tips.retaining import PHOTOS, sweep
from intake.tips.thread import withdraw
from publishing.divisions.positions import Datum, Point, from_wgs84
from publishing.kernel.audit import AuditRow, entries_of
from publishing.kernel.errors import Invalid

IN_BOAI = Position(latitude=35.17012, longitude=113.06034, way="typed", datum="wgs84")
IN_WUZHI = Position(latitude=35.04123, longitude=113.39456, way="map", datum="wgs84")
NOWHERE = Position(latitude=34.74780, longitude=113.61929, way="typed", datum="gcj02")
"""In Zhengzhou."""
UNSAID = {"division_code": None, "place_words": ""}


def test_the_line_sees_the_position_of_a_tip(session: Session, city: City, send: Send) -> None:
    tip = get_tip(session, send(position=IN_BOAI).tip_id, actor=city.wang)
    assert tip.position == IN_BOAI
    assert (tip.division_code, tip.place_certainty) == (HUAYUAN, "chosen")


def test_a_tip_without_a_position_has_none(session: Session, city: City, send: Send) -> None:
    assert get_tip(session, send().tip_id, actor=city.wang).position is None


def test_what_is_kept_has_five_decimals(session: Session, send: Send) -> None:
    exact = Position(latitude=35.170123456, longitude=113.060339999, way="device", datum="wgs84")
    send(position=exact)
    row = session.scalars(select(TipPosition)).one()
    assert (row.latitude, row.longitude) == (35.17012, 113.06034)


@pytest.mark.parametrize(
    ("position", "county"), [(IN_BOAI, COUNTY), (IN_WUZHI, OTHER_COUNTY), (NOWHERE, CITY)]
)
def test_where_nothing_else_is_said_the_position_says_the_county_and_the_tip_waits(
    session: Session, send: Send, position: Position, county: str
) -> None:
    tip = load_tip(session, send(position=position, **UNSAID).tip_id)
    assert (tip.division_code, tip.place_certainty) == (county, "unknown")
    assert (tip.state, tip.hold, tip.responsible_user_id) == ("received", "place", None)


def test_a_chosen_place_stands_against_any_position(session: Session, send: Send) -> None:
    tip = load_tip(session, send(position=IN_WUZHI).tip_id)
    assert (tip.division_code, tip.state) == (HUAYUAN, "assigned")
    far = load_tip(session, send(position=IN_WUZHI, division_code=COUNTY).tip_id)
    assert (far.division_code, far.place_certainty, far.hold) == (COUNTY, "unknown", "place")


def test_a_village_in_words_needs_no_position_to_be_sure(session: Session, send: Send) -> None:
    words = {"division_code": None, "place_words": "博爱县月山镇花园村大队院东边"}
    tip = load_tip(session, send(position=IN_WUZHI, **words).tip_id)
    assert (tip.division_code, tip.place_certainty, tip.state) == (HUAYUAN, "confident", "assigned")


def test_words_that_leave_the_place_open_stay_open_in_the_positions_county(
    session: Session, send: Send
) -> None:
    tip = load_tip(session, send(position=IN_BOAI, division_code=None, place_words="镇上").tip_id)
    assert (tip.division_code, tip.hold) == (COUNTY, "place")
    assert tip.place_certainty in ("unknown", "ambiguous")


@pytest.mark.parametrize(
    "wrong",
    [
        {"latitude": 95.0},
        {"longitude": float("nan")},
        {"way": "guessed"},
        {"datum": "epsg3857"},
    ],
)
def test_what_is_no_position_is_refused_and_nothing_is_kept(
    session: Session, send: Send, wrong: dict[str, object]
) -> None:
    values = {"latitude": 35.1, "longitude": 113.0, "way": "typed", "datum": "wgs84", **wrong}
    with pytest.raises(Invalid) as refused:
        send(position=Position(**values))  # type: ignore[arg-type]
    assert refused.value.values["field"] == "position"
    assert session.scalar(select(func.count()).select_from(Tip)) == 0


def test_neither_the_audit_log_nor_the_reporters_view_holds_it(session: Session, send: Send) -> None:
    send(token="mine", position=IN_BOAI)
    logged = json.dumps([dict(d) for d in session.scalars(select(AuditRow.details))])
    assert "35.17" not in logged
    assert "113.06" not in logged
    assert "113.06" not in repr(find_by_code(session, derive_code(SECRET, "mine"), secret=SECRET))


def test_it_goes_with_the_photos_a_year_after_the_tip_was_closed(session: Session, send: Send) -> None:
    tip_id = send(token="closed", position=IN_BOAI).tip_id
    withdraw(session, derive_code(SECRET, "closed"), secret=SECRET, now=NOW)
    sweep(session, now=NOW + PHOTOS - timedelta(seconds=1))
    assert session.get(TipPosition, tip_id) is not None
    sweep(session, now=NOW + PHOTOS)
    session.expire_all()
    assert session.get(TipPosition, tip_id) is None
    assert {"removed": "position"} in [entry.details for entry in entries_of(session, f"tip:{tip_id}")]


def test_a_draft_keeps_both_positions_and_its_row_shows_neither(session: Session, city: City) -> None:
    draft = Draft(text="写了一半", position=IN_BOAI, offered=IN_WUZHI)
    save_draft(session, "somebody", draft, NOW)
    assert load_draft(session, "somebody") == draft
    sealed = session.scalars(select(TipDraft.sealed)).one()
    assert b"35.17" not in sealed


@pytest.mark.parametrize("datum", [*Datum, "unknown"])
def test_a_position_of_any_map_is_kept_in_wgs84(datum: str) -> None:
    real = Point(latitude=35.17012, longitude=113.06034)
    measured = Datum.GCJ02 if datum == "unknown" else Datum(datum)
    kept = position_from(from_wgs84(real, measured), way="typed", datum=datum)
    assert (kept.point, kept.datum) == (real, datum)


def test_a_point_proposes_a_county_that_is_known_here(session: Session, city: City) -> None:
    found = county_of_point(session, IN_BOAI.point)
    assert found is not None
    assert found.code == COUNTY
    assert county_of_point(session, NOWHERE.point) is None
    # 修武县 has an outline, and is not in this small city
    assert county_of_point(session, Point(latitude=35.31, longitude=113.34)) is None
