"""`portal identities` as an operator uses it, and what `portal doctor` says of custody."""

import json
import re
from pathlib import Path

import pytest
from demo_city import settings_in
from small_city import City, build_city
from test_commands import portal

from intake.custody.enrolling import enrol
from intake.custody.wrapping import make_personal
from portal.migrating import migrate
from publishing.kernel.clock import utc_now
from publishing.kernel.db import Database

pytestmark = pytest.mark.usefixtures("quick_passphrases")
PASSPHRASE = "four quiet horses at dusk"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A city whose custodians 何平 and 许宁 have chosen a passphrase, and no key yet."""
    database = Database(settings_in(tmp_path).database_url)
    migrate(database)
    with database.begin() as session:
        city: City = build_city(session)
        for who in ("custodian", "custodian2"):
            enrol(session, make_personal(PASSPHRASE), actor=city.people[who], now=utc_now())
    database.close()
    return tmp_path


def created(home: Path) -> None:
    both = ("--custodian", "custodian", "--custodian", "custodian2")
    assert portal(home, "identities", "create", "--county", "410822", *both).returncode == 0


def listed(home: Path) -> dict[str, dict[str, object]]:
    rows = json.loads(portal(home, "identities", "list", "--json").stdout)
    return {row["division"]: row for row in rows}


def test_a_county_is_set_up_and_listed(home: Path) -> None:
    created(home)
    row = listed(home)["410822000000"]
    assert [c["name"] for c in row["custodians"]] == ["何平", "许宁"]  # type: ignore[attr-defined,index]
    assert row["lacks"] == ["no_recovery"]
    assert listed(home)["410823000000"]["lacks"] == ["no_key"]


def test_doctor_names_counties_without_key_or_with_one_custodian(home: Path) -> None:
    created(home)
    problems = portal(home, "doctor").stderr
    assert "武陟县 410823000000: no sealing key" in problems
    assert "博爱县" not in problems


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--county", "410822", "--custodian", "custodian"), 2, "at least two"),
        (("--county", "410822", "--custodian", "custodian", "--custodian", "nobody"), 1, "not_found"),
        (("--county", "410822", "--custodian", "custodian", "--custodian", "custodian3"), 1, "not_enrolled"),
        (("--county", "410823", "--custodian", "custodian", "--custodian", "custodian2"), 1, "outside"),
        (("--county", "999999", "--custodian", "custodian", "--custodian", "custodian2"), 1, "not_found"),
    ],
)
def test_what_cannot_be_set_up_is_refused(
    home: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    refused = portal(home, "identities", "create", *arguments)
    assert refused.returncode == code
    assert said in refused.stderr


def test_a_second_key_is_not_made_by_accident(home: Path) -> None:
    created(home)
    both = ("--custodian", "custodian", "--custodian", "custodian2")
    refused = portal(home, "identities", "create", "--county", "410822", *both)
    assert (refused.returncode, "has_key" in refused.stderr) == (1, True)
    assert portal(home, "identities", "rotate", "--county", "410822").returncode == 0
    assert listed(home)["410822000000"]["keys"] == 2


def test_the_recovery_key_is_printed_once_and_gives_access(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    created(home)
    printed = portal(home, "identities", "recovery", "--county", "410822").stdout
    paper = " ".join(re.findall(r"\b[0-9A-Z]{5}\b", printed))
    assert len(paper.replace(" ", "")) == 65
    everything = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert paper.replace(" ", "").encode() not in everything
    assert paper.replace(" ", "-").encode() not in everything
    typed = iter((paper, PASSPHRASE))
    monkeypatch.setattr("click.prompt", lambda *_args, **_options: next(typed))
    given = portal(home, "identities", "recover", "--county", "410822", "--custodian", "custodian3")
    assert given.returncode == 0, given.stderr
    names = [c["name"] for c in listed(home)["410822000000"]["custodians"]]  # type: ignore[attr-defined,index]
    assert names == ["何平", "许宁", "程雪"]


def test_a_slip_in_the_recovery_key_is_told_by_its_group(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    created(home)
    printed = portal(home, "identities", "recovery", "--county", "410822").stdout
    groups = re.findall(r"\b[0-9A-Z]{5}\b", printed)
    groups[6] = groups[6][:-1] + ("0" if groups[6][-1] != "0" else "1")
    monkeypatch.setattr("click.prompt", lambda *_args, **_options: "-".join(groups))
    refused = portal(home, "identities", "recover", "--county", "410822", "--custodian", "custodian2")
    assert refused.returncode == 1
    assert "group: 7" in refused.stderr
