"""What tests of tips share: the small city's gazetteer, photos' folder, and sending a report."""

from datetime import datetime
from pathlib import Path

import pytest
from sending import SECRET, TEXT, Send
from small_city import HUAYUAN, NOW, City
from sqlalchemy.orm import Session

from intake.tips.receiving import Received, Submission, receive
from publishing.divisions.queries import load_gazetteer
from publishing.divisions.resolving import Gazetteer


@pytest.fixture
def gazetteer(session: Session, city: City) -> Gazetteer:
    """The small city's places."""
    return load_gazetteer(session)


@pytest.fixture
def send(session: Session, gazetteer: Gazetteer, tmp_path: Path) -> Send:
    """Sends a clear report about 花园村, changed by what is given."""
    serial = iter(range(1000))

    def send(*, limited: bool = False, now: datetime = NOW, **changes: object) -> Received:
        answers: dict[str, object] = {
            "token": f"token-{next(serial)}",
            "categories": ("unlicensed",),
            "text": TEXT,
            "division_code": HUAYUAN,
            **changes,
        }
        submission = Submission(**answers)  # type: ignore[arg-type]
        return receive(
            session,
            submission,
            gazetteer=gazetteer,
            secret=SECRET,
            uploads=tmp_path / "uploads",
            now=now,
            limited=limited,
        )

    return send
