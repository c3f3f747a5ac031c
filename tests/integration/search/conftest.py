"""Who works on the register in these tests."""

import pytest
from county_world import World, people

from publishing.kernel.db import Database


@pytest.fixture
def world(database: Database) -> World:
    """博爱县 and 修武县 with their bureaus and people."""
    with database.begin() as session:
        return people(session)
