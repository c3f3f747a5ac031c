"""The desk fixture that tests of cases share."""

from pathlib import Path

import pytest
from case_desk import Desk
from small_city import City
from sqlalchemy.orm import Session


@pytest.fixture
def desk(session: Session, city: City, tmp_path: Path) -> Desk:
    """The small city with no tip yet."""
    return Desk(session=session, city=city, uploads=tmp_path / "uploads")
