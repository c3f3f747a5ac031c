"""Nothing is kept longer than needed, and nothing that is still needed goes."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sending import SECRET, Send
from small_city import COUNTY, NOW, City
from sqlalchemy.orm import Session

from intake.custody.founding import create_key
from intake.tips.codes import derive_code
from intake.tips.drafts import Draft, load_draft, save_draft
from intake.tips.photos import CleanPhoto
from intake.tips.queries import load_tip, photos_of
from intake.tips.retaining import CONTACTS, DRAFTS, PHOTOS, Swept, sweep, unlink
from intake.tips.thread import withdraw
from publishing.kernel.audit import entries_of
from publishing.kernel.identity import SYSTEM

PHOTO = CleanPhoto(jpeg=b"\xff\xd8\xff\xd9", width=1, height=1)
SECOND = timedelta(seconds=1)
NOTHING = Swept(drafts=0, archived=0, contacts=0, files=())


@pytest.fixture
def closed(session: Session, send: Send, city: City) -> int:
    """A tip with contact and photo that its reporter withdrew at once."""
    custodian = int(city.custodian.user_id or 0)
    create_key(session, COUNTY, custodians={custodian: "correct horse battery"}, actor=SYSTEM, now=NOW)
    received = send(token="closed", contact_name="申小满", contact="15400010017", photos=(PHOTO,))
    withdraw(session, derive_code(SECRET, "closed"), secret=SECRET, now=NOW)
    return received.tip_id


def after(period: timedelta) -> datetime:
    return NOW + period


def test_a_draft_goes_a_day_after_it_was_touched(session: Session, city: City) -> None:
    save_draft(session, "somebody", Draft(text="写了一半"), NOW)
    assert sweep(session, now=after(DRAFTS)) == NOTHING
    assert load_draft(session, "somebody") is not None
    assert sweep(session, now=after(DRAFTS + SECOND)).drafts == 1
    assert load_draft(session, "somebody") is None


def test_a_closed_tip_goes_to_the_archive_without_its_contact(session: Session, closed: int) -> None:
    assert sweep(session, now=after(CONTACTS - SECOND)) == NOTHING
    assert load_tip(session, closed).sealed_contact is not None
    swept = sweep(session, now=after(CONTACTS))
    assert (swept.archived, swept.contacts) == (1, 1)
    tip = load_tip(session, closed)
    assert tip.state == "archived"
    assert tip.sealed_contact is None
    assert "tip.retention" in [entry.action for entry in entries_of(session, f"tip:{closed}")]


def test_photos_stay_a_year_and_their_files_go_after_their_rows(
    session: Session, closed: int, tmp_path: Path
) -> None:
    (photo,) = photos_of(session, closed)
    file = tmp_path / "uploads" / photo.file
    assert sweep(session, now=after(PHOTOS - SECOND)).files == ()
    swept = sweep(session, now=after(PHOTOS))
    assert swept.files == (photo.file,)
    assert file.exists()
    unlink(tmp_path / "uploads", swept.files)
    unlink(tmp_path / "uploads", swept.files)
    assert not file.exists()
    assert photos_of(session, closed) == ()


def test_a_second_sweep_changes_nothing(session: Session, closed: int) -> None:
    sweep(session, now=after(PHOTOS))
    assert sweep(session, now=after(PHOTOS)) == NOTHING


def test_an_open_tip_keeps_everything_for_ever(session: Session, send: Send) -> None:
    tip = send(photos=(PHOTO,)).tip_id
    assert sweep(session, now=after(timedelta(days=3_000))) == NOTHING
    assert load_tip(session, tip).state == "assigned"


def test_a_danger_that_goes_on_is_not_archived(session: Session, send: Send) -> None:
    tip = send(token="harm", categories=("child_harm",)).tip_id
    withdraw(session, derive_code(SECRET, "harm"), secret=SECRET, now=NOW)
    assert sweep(session, now=after(CONTACTS)) == NOTHING
    assert load_tip(session, tip).state == "withdrawn"
