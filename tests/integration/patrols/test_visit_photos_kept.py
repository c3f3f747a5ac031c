"""Photos of a visit stay while something of it goes on, and a year after; then rows and files go."""

from datetime import timedelta
from pathlib import Path

from ledger_steps import GAS
from small_city import NOW, TODAY, City
from sqlalchemy import update
from sqlalchemy.orm import Session

from intake.cases.patrolling import record_patrol
from intake.cases.retaining_visits import drop_visit_photos
from intake.ledger.models import LedgerItem
from intake.patrols.photographing import add_photos, photos_of_visit
from intake.patrols.rules import FindingForm, VisitForm
from intake.tips.photos import CleanPhoto
from intake.tips.retaining import PHOTOS
from publishing.kernel.audit import entries_of

PHOTO = CleanPhoto(jpeg=b"\xff\xd8\xff\xd9", width=1, height=1)


def photographed(session: Session, city: City, uploads: Path, *findings: FindingForm) -> int:
    form = VisitForm(
        submission="photos",
        visited_on=TODAY,
        scope="花园村",
        found_nothing=not findings,
        findings=findings,
    )
    visit = record_patrol(session, form, actor=city.wang, now=NOW, today=TODAY).visit
    add_photos(session, visit.id, (PHOTO,), uploads=uploads, actor=city.wang, now=NOW)
    return visit.id


def test_photos_of_a_quiet_visit_go_after_a_year(session: Session, city: City, tmp_path: Path) -> None:
    visit = photographed(session, city, tmp_path)
    (photo,) = photos_of_visit(session, visit)
    assert drop_visit_photos(session, now=NOW + PHOTOS - timedelta(seconds=1)) == ()
    assert drop_visit_photos(session, now=NOW + PHOTOS) == (photo.file,)
    assert drop_visit_photos(session, now=NOW + PHOTOS) == ()
    assert photos_of_visit(session, visit) == ()
    assert entries_of(session, f"visit:{visit}")[-1].action == "visit.retention"


def test_photos_wait_for_the_ledger_item_of_what_they_show(
    session: Session, city: City, tmp_path: Path
) -> None:
    photographed(session, city, tmp_path, GAS)
    assert drop_visit_photos(session, now=NOW + 3 * PHOTOS) == ()
    month = timedelta(days=30)
    session.execute(update(LedgerItem).values(state="handed_over", handed_on=TODAY + month))
    session.expire_all()
    assert drop_visit_photos(session, now=NOW + PHOTOS) == ()
    assert len(drop_visit_photos(session, now=NOW + PHOTOS + month)) == 1
