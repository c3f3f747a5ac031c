"""A small site of its own to measure: one county in a new folder, served as `portal serve` serves it."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from portal.bench.reporter import Story, free_port
from portal.demo.places import DEMO_COUNTIES
from portal.demo.staffing import hire_city, hire_county
from portal.migrating import migrate
from publishing.divisions.loading import load_divisions
from publishing.divisions.reading import ALIASES_FILE, DIVISIONS_FILE, read_aliases, read_divisions
from publishing.kernel.clock import local_day, utc_now
from publishing.kernel.db import Database
from publishing.kernel.identity import SYSTEM
from publishing.kernel.settings import Settings, load_settings

_START_SECONDS = 60
_COUNTY = "410822000000"
_OWN = {"PORTAL_SECURE_COOKIES": "no", "PORTAL_BUSY_TIPS": "1000000"}
"""Settings of the measured site: its crowd is what is measured, not a flood to be held back."""


class DidNotStart(Exception):
    """The server ended, or did not answer in time (its output)."""


def story(number: int, photo: bytes = b"") -> Story:
    """A report about 花园村 with a contact to seal; every one differs a little."""
    return Story(
        county=_COUNTY,
        town="月山镇花园村",
        detail=f"大队院东边第{number}家，门口有蓝色招牌",
        kindergarten_name="小星芽宝贝之家",
        text="租的民房，里头二十多个三到六岁的孩子，没见墙上有证。做饭在过道里，煤气罐也在过道。" * 3,
        contact_name="某人",
        contact="138 0000 0000",
        photo=photo,
    )


def prepare(home: Path, database_url: str = "") -> Settings:
    """Database, divisions, the city's offices and one county with its grids and sealing keys, in `home`; or
    in an empty database elsewhere."""
    environment = {"PORTAL_HOME": str(home), "PORTAL_DATABASE_URL": database_url, **_OWN}
    settings = load_settings(environment, home / "no.env")
    now = utc_now()
    database = Database(settings.database_url)
    migrate(database)
    with database.begin() as session:
        divisions = read_divisions(DIVISIONS_FILE)
        load_divisions(session, divisions, read_aliases(ALIASES_FILE), actor=SYSTEM, now=now)
        hire_city(session, city_code=settings.city_code, now=now)
        county = next(county for county in DEMO_COUNTIES if county.code == _COUNTY)
        hire_county(session, county, today=local_day(now), now=now)
    database.close()
    return settings


@contextmanager
def served(settings: Settings, output: Path, *, workers: int = 1) -> Iterator[int]:
    """The port of a `portal serve` with these settings; its output goes to a file. Raises DidNotStart."""
    port = free_port()
    # of the caller's own settings none may reach the measured site
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    own = {"PORTAL_HOME": str(settings.home), "PORTAL_DATABASE_URL": settings.database_url, **_OWN}
    arguments = ["serve", "--port", str(port), "--workers", str(workers)]
    command = [sys.executable, "-c", "from portal.cli import main; main()", *arguments]
    with output.open("wb") as file:
        server = subprocess.Popen(command, env=environment | own, stdout=file, stderr=file)  # noqa: S603 (ourselves)
    try:
        _await(port, server, output)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _await(port: int, server: "subprocess.Popen[bytes]", output: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
            return
        except OSError:
            Event().wait(0.05)
    raise DidNotStart(output.read_text(errors="replace"))
