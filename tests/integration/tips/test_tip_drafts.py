"""Drafts: encrypted with the reporter's own token, gone after sending or a day."""

from datetime import timedelta

import pytest
from small_city import NOW
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.tips import drafts
from intake.tips.models import DraftPhoto, TipDraft
from intake.tips.photos import MOST, CleanPhoto
from publishing.kernel.errors import Invalid, NotFound

DRAFT = drafts.Draft(categories=("fire", "food"), text="煤气罐放在过道", contact="13800001234")
PHOTO = CleanPhoto(jpeg=b"\xff\xd8jpeg\xff\xd9", width=300, height=200)


def test_a_draft_comes_back_with_its_token_only(session: Session) -> None:
    drafts.save_draft(session, "one", DRAFT, NOW)
    assert drafts.load_draft(session, "one") == DRAFT
    assert drafts.load_draft(session, "two") is None


def test_the_database_holds_no_readable_answer(session: Session) -> None:
    drafts.save_draft(session, "one", DRAFT, NOW)
    drafts.add_photo(session, "one", PHOTO, NOW)
    row, photo = session.scalars(select(TipDraft)).one(), session.scalars(select(DraftPhoto)).one()
    assert "煤气罐".encode() not in row.sealed
    assert b"13800001234" not in row.sealed
    assert b"jpeg" not in photo.sealed
    assert row.digest != "one"
    assert len(row.digest) == 64


def test_saving_again_replaces_the_answers(session: Session) -> None:
    drafts.save_draft(session, "one", DRAFT, NOW)
    drafts.save_draft(session, "one", drafts.Draft(text="改了"), NOW)
    assert drafts.load_draft(session, "one") == drafts.Draft(text="改了")


def test_photos_are_kept_in_order_and_can_be_taken_out(session: Session) -> None:
    drafts.save_draft(session, "one", DRAFT, NOW)
    first = drafts.add_photo(session, "one", PHOTO, NOW)
    second = drafts.add_photo(session, "one", PHOTO, NOW)
    assert [(p.id, p.photo) for p in drafts.photos_of_draft(session, "one")] == [
        (first, PHOTO),
        (second, PHOTO),
    ]
    drafts.remove_photo(session, "two", first)
    drafts.remove_photo(session, "one", second)
    drafts.remove_photo(session, "one", second)
    assert [p.id for p in drafts.photos_of_draft(session, "one")] == [first]


def test_more_photos_than_a_tip_may_have_are_refused(session: Session) -> None:
    drafts.save_draft(session, "one", DRAFT, NOW)
    for _ in range(MOST):
        drafts.add_photo(session, "one", PHOTO, NOW)
    with pytest.raises(Invalid):
        drafts.add_photo(session, "one", PHOTO, NOW)


def test_a_photo_without_a_draft_is_refused(session: Session) -> None:
    with pytest.raises(NotFound):
        drafts.add_photo(session, "one", PHOTO, NOW)


def test_a_discarded_draft_leaves_nothing(session: Session) -> None:
    drafts.save_draft(session, "one", DRAFT, NOW)
    drafts.add_photo(session, "one", PHOTO, NOW)
    drafts.discard(session, "one")
    assert drafts.load_draft(session, "one") is None
    assert session.scalars(select(DraftPhoto)).all() == []


def test_old_drafts_are_discarded_and_young_ones_kept(session: Session) -> None:
    drafts.save_draft(session, "old", DRAFT, NOW - timedelta(days=2))
    drafts.add_photo(session, "old", PHOTO, NOW - timedelta(days=2))
    drafts.save_draft(session, "young", DRAFT, NOW)
    assert drafts.discard_older(session, before=NOW - timedelta(days=1)) == 1
    assert drafts.load_draft(session, "old") is None
    assert drafts.load_draft(session, "young") == DRAFT
