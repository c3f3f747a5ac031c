"""The command line as operators and scripts use it: shapes, exit codes, refusals in one sentence."""

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import pytest
from demo_city import PASSWORD

from portal.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def portal(home: Path, *arguments: str, **environment: str) -> Ran:
    """Runs a command in this process: starting a new one each time would cost more than the commands."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    stdout, stderr = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, {**clean, "PORTAL_HOME": str(home), **environment}, clear=True),
        redirect_stdout(stdout),
        redirect_stderr(stderr),
        pytest.raises(SystemExit) as left,
    ):
        main(arguments)
    return Ran(int(left.value.code or 0), stdout.getvalue(), stderr.getvalue())


@pytest.fixture(scope="module")
def workbook(demo_home: Path) -> Path:
    return next((demo_home / "demo").glob("410822-*.xlsx"))


def test_divisions_resolve_prints_the_documented_shape(demo_home: Path) -> None:
    found = json.loads(portal(demo_home, "divisions", "resolve", "月山镇花园村", "--json").stdout)
    assert found["decision"] == "one"
    assert found["code"] == "410822102202"
    assert set(found["candidates"][0]) == {"code", "name", "path", "level", "score"}


def test_register_check_prints_the_documented_shape(demo_home: Path, workbook: Path) -> None:
    checked = portal(demo_home, "register", "check", str(workbook), "--county", "410822", "--json")
    body = json.loads(checked.stdout)
    assert set(body) == {"rows", "accepted", "rejected", "problems"}
    assert body["accepted"] + body["rejected"] == body["rows"]
    keys = {"sheet", "row", "column", "code", "severity", "value", "message"}
    assert {frozenset(problem) for problem in body["problems"]} == {frozenset(keys)}
    assert checked.returncode == (1 if body["rejected"] else 0)


def test_importing_a_list_again_changes_nothing(demo_home: Path) -> None:
    """Of a county to which no other test gives a newer list."""
    again = next((demo_home / "demo").glob("410825-*.xlsx"))
    command = ("register", "import", str(again), "--county", "410825", "--by", "wenxian-editor", "--json")
    body = json.loads(portal(demo_home, *command).stdout)
    assert set(body["changes"]) == {"unchanged"}


def test_a_list_goes_from_file_to_released_by_commands(demo_home: Path) -> None:
    """The whole way in the shell: import, draft, a second person approves, release, search finds it."""
    workbook = next((demo_home / "demo").glob("410883-*.xlsx"))
    county = ("--county", "410883", "--by", "mengzhou-editor", "--json")
    batch = str(json.loads(portal(demo_home, "register", "import", str(workbook), *county).stdout)["batch"])
    drafted = portal(demo_home, "announcement", "draft", "--batch", batch, "--by", "mengzhou-editor")
    number = drafted.stdout.split("announcement ")[1].split(":")[0]
    own = portal(demo_home, "announcement", "approve", number, "--by", "mengzhou-editor")
    assert own.returncode == 1
    assert "refused: forbidden" in own.stderr
    assert portal(demo_home, "announcement", "approve", number, "--by", "mengzhou-approver").returncode == 0
    released = portal(demo_home, "announcement", "release", number, "--by", "mengzhou-approver")
    assert "孟教公告〔2026〕2号" in released.stdout
    assert portal(demo_home, "search", "index").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("register", "check", "README.md", "--county", "410822"), "xlsx"),
        (("register", "check", "{list}", "--county", "999999"), "not_found"),
        (
            ("register", "import", "{list}", "--county", "410823", "--by", "boai-editor"),
            "outside_jurisdiction",
        ),
        (("register", "import", "{list}", "--county", "410822", "--by", "boai-triage"), "forbidden"),
        (("register", "import", "{list}", "--county", "410822", "--by", "nobody"), "not_found"),
        (("announcement", "release", "99999", "--by", "boai-approver"), "not_found"),
    ],
)
def test_a_refusal_is_one_sentence_and_exit_code_one(
    demo_home: Path, workbook: Path, arguments: tuple[str, ...], reason: str
) -> None:
    root = Path(__file__).resolve().parents[3]
    filled = [
        a.replace("{list}", str(workbook)).replace("README.md", str(root / "README.md")) for a in arguments
    ]
    refused = portal(demo_home, *filled)
    assert refused.returncode == 1
    assert reason in refused.stderr
    assert "Traceback" not in refused.stderr


def test_search_query_prints_the_documented_shape(demo_home: Path) -> None:
    body = json.loads(portal(demo_home, "search", "query", "小博士", "--county", "410822", "--json").stdout)
    assert {"query", "decision", "verdict", "as_of", "kindergarten", "candidates"} <= set(body)
    assert set(body["candidates"][0]) == {"id", "name", "county", "township", "address", "status", "score"}
    assert len(body["candidates"]) <= 10


def test_the_audit_log_of_the_demonstration_is_whole(demo_home: Path) -> None:
    verified = portal(demo_home, "audit", "verify", "--json")
    assert verified.returncode == 0
    assert json.loads(verified.stdout)["broken_at"] is None


def test_a_head_kept_outside_is_borne_out_and_a_false_one_is_named(demo_home: Path, tmp_path: Path) -> None:
    head = json.loads(portal(demo_home, "audit", "head", "--json").stdout)
    kept = tmp_path / "heads"
    kept.write_text(f"2026-11-24 {head['rows']} {head['head']}\n")
    assert "1 daily heads borne out" in portal(demo_home, "audit", "verify", "--heads", str(kept)).stdout
    kept.write_text(f"2026-11-24 {head['rows']} {'0' * 64}\n")
    refused = portal(demo_home, "audit", "verify", "--heads", str(kept))
    assert refused.returncode == 1
    assert f"2026-11-24 {head['rows']}" in refused.stderr
    kept.write_text("yesterday\n")
    assert portal(demo_home, "audit", "verify", "--heads", str(kept)).returncode == 2


def test_the_log_is_exported_as_lines_that_prove_themselves(demo_home: Path, tmp_path: Path) -> None:
    told = portal(demo_home, "audit", "export", str(tmp_path / "audit.jsonl"), "--after", "3")
    assert told.returncode == 0
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert lines[0]["id"] == 4
    assert all(sha256(line["content"].encode()).hexdigest() == line["hash"] for line in lines)


def test_doctor_lists_every_setting_and_hides_the_password(tmp_path: Path) -> None:
    url = "postgresql+psycopg://portal:geheim-93@127.0.0.1:1/nothing"
    told = portal(tmp_path, "doctor", PORTAL_DATABASE_URL=url)
    assert told.returncode == 1
    assert "geheim-93" not in told.stdout + told.stderr
    assert "PORTAL_HOME=" in told.stdout
    assert "database cannot be used" in told.stderr


@pytest.mark.parametrize(
    ("variable", "value"), [("PORTAL_SEARCH_ENGINE", "tardis"), ("PORTAL_SECURE_COOKIES", "perhaps")]
)
def test_a_wrong_setting_is_named_with_what_it_may_be(tmp_path: Path, variable: str, value: str) -> None:
    told = portal(tmp_path, "doctor", **{variable: value})
    assert told.returncode == 1
    assert variable in told.stderr
    assert value in told.stderr


def test_commands_before_migrating_say_what_to_run(tmp_path: Path) -> None:
    told = portal(tmp_path, "search", "query", "小博士")
    assert told.returncode == 1
    assert "portal migrate" in told.stderr


def test_a_new_installation_by_commands(tmp_path: Path) -> None:
    """migrate, divisions load, and a clear word where the office of a new account does not exist."""
    assert portal(tmp_path, "migrate").returncode == 0
    table = Path(__file__).resolve().parents[3] / "publishing/divisions/data/jiaozuo_divisions.csv"
    loaded = portal(tmp_path, "divisions", "load", str(table))
    assert "2148 divisions read, 2148 added or renamed" in loaded.stdout
    assert (
        "2148 divisions read, 0 added or renamed" in portal(tmp_path, "divisions", "load", str(table)).stdout
    )
    staff = ("staff", "add", "someone", "--name", "某人", "--role", "hotline", "--office", "没有的局")
    added = portal(tmp_path, *staff, "--password", PASSWORD)
    assert added.returncode == 1
    assert "没有的局" in added.stderr


def test_every_command_explains_itself(tmp_path: Path) -> None:
    listed = portal(tmp_path, "--help").stdout.split("Commands:")[1].split()
    groups = [
        word for word in listed if word in {"announcement", "audit", "demo", "divisions", "doctor", "grid"}
    ]
    assert len(groups) == 6
    for group in groups:
        assert portal(tmp_path, group, "--help").returncode == 0
    assert portal(tmp_path, "no-such-command").returncode == 2


def test_the_installed_command_starts() -> None:
    command = [Path(sys.executable).with_name("portal"), "--help"]
    assert "明园" in subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_partners_key_is_added_listed_and_revoked(demo_home: Path) -> None:
    added = portal(demo_home, "api-key", "add", "焦作百姓通", "--by", "city-admin")
    key = added.stdout.strip()
    assert (added.returncode, key[:9]) == (0, "mingyuan_")
    again = portal(demo_home, "api-key", "add", "焦作百姓通", "--by", "city-admin")
    assert again.returncode == 1
    assert "taken" in again.stderr
    assert "焦作百姓通: given" in portal(demo_home, "api-key", "list").stdout
    assert portal(demo_home, "api-key", "revoke", "焦作百姓通", "--by", "city-admin").returncode == 0
    listed = portal(demo_home, "api-key", "list", "--json").stdout
    (row,) = [each for each in json.loads(listed) if each["name"] == "焦作百姓通"]
    assert row["revoked_at"] is not None
    assert key not in listed


def test_the_calendar_is_loaded_shown_and_refused_by_row(demo_home: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "days.csv", tmp_path / "bad.csv"
    good.write_text("日期,是否上班,说明\n2031-01-01,放假,元旦\n2031-01-04,上班,调休\n", encoding="utf-8")
    bad.write_text("日期,是否上班\n2031-02-30,放假\n", encoding="utf-8")
    body = json.loads(portal(demo_home, "calendar", "load", str(good), "--json").stdout)
    # the year lies further ahead than anybody publishes holidays for
    assert [p["code"] for p in body["problems"]] == ["far_away", "far_away"]
    good.write_text(good.read_text().replace("2031", "2028"), encoding="utf-8")
    assert json.loads(portal(demo_home, "calendar", "load", str(good), "--json").stdout)["changed"] == 2
    shown = json.loads(portal(demo_home, "calendar", "show", "2028", "--json").stdout)
    assert shown["known"]
    assert {"date": "2028-01-01", "working": False, "loaded": True, "note": "元旦"} in shown["days"]
    refused = portal(demo_home, "calendar", "load", str(bad))
    assert refused.returncode == 1
    assert "2 日期" in refused.stderr


def test_the_deadlines_are_swept_as_if_it_were_later(demo_home: Path) -> None:
    body = json.loads(portal(demo_home, "deadlines", "sweep", "--at", "2027-06-01T09:00", "--json").stdout)
    assert {"over", "county", "city"} <= set(body["told"])
    again = json.loads(portal(demo_home, "deadlines", "sweep", "--at", "2027-06-01T09:00", "--json").stdout)
    assert again["told"] == {}
    assert portal(demo_home, "deadlines", "sweep", "--at", "tomorrow").returncode == 2


def test_grids_are_checked_without_storing_and_open_work_is_listed(demo_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "grids.csv"
    file.write_text("乡镇,责任区,村（社区）,监管责任人,职务\n月山镇,1,花园村,,\n", encoding="utf-8")
    command = ("grid", "load", str(file), "--by", "boai-triage")
    checked = json.loads(portal(demo_home, *command, "--check", "--json").stdout)
    assert checked["problems"] == []
    waiting = json.loads(portal(demo_home, "grid", "handover", "--by", "boai-triage", "--json").stdout)
    assert not waiting["done"]
    assert len(checked["handover"]) > len(waiting["handover"])
