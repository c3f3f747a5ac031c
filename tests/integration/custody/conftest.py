"""A county with a key and two custodians, 何平 and 许宁."""

from pathlib import Path

import pytest
from custody_people import PASSPHRASES, Custodians
from small_city import COUNTY, NOW, City
from sqlalchemy.orm import Session

from intake.custody.founding import create_key
from publishing.kernel.identity import SYSTEM


@pytest.fixture
def custodians(session: Session, city: City, tmp_path: Path, quick_passphrases: None) -> Custodians:
    """何平 and 许宁 open 博爱县; 程雪, 牛斌 and 苏兰 have no key yet."""
    people = Custodians(session, city, tmp_path)
    both = {people.id_of(who): PASSPHRASES[who] for who in ("custodian", "custodian2")}
    create_key(session, COUNTY, custodians=both, actor=SYSTEM, now=NOW)
    return people
