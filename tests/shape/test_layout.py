"""The house keeps its shape: the client's folders, the same names in every room, short files."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP = {"portal", "intake", "publishing", "templates", "static", "tests", "pyproject.toml", "README.md"}
COMPANIONS = {"Makefile", "LICENSE", "package.json", "package-lock.json", "requirements.txt"}
ROOMS = [
    "publishing/divisions",
    "publishing/registry",
    "publishing/announcements",
    "publishing/kernel/accounts",
    "intake/custody",
    "intake/grid",
    "intake/tips",
    "intake/patrols",
    "intake/wordings",
    "intake/ledger",
    "intake/reports",
]
MOST_LINES = 300


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [Path(line) for line in listed.stdout.splitlines() if (ROOT / line).exists()]


def test_top_level_is_the_clients_layout() -> None:
    extra = {p.parts[0] for p in tracked() if not p.parts[0].startswith(".")} - TOP - COMPANIONS
    assert extra == set()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_models_and_queries(room: str) -> None:
    names = {p.name for p in (ROOT / room).glob("*.py")}
    assert {"models.py", "queries.py"} <= names


def test_no_room_has_a_drawer_for_everything() -> None:
    assert [p for p in tracked() if p.stem in {"utils", "helpers", "misc", "common"}] == []


def test_no_python_file_is_longer_than_one_use_case() -> None:
    long = {
        str(p): lines
        for p in tracked()
        if p.suffix == ".py"
        and p.parts[0] in ("portal", "intake", "publishing")
        and "versions" not in p.parts
        if (lines := len((ROOT / p).read_text().splitlines())) > MOST_LINES
    }
    assert long == {}


def test_every_module_says_its_purpose_first() -> None:
    silent = [
        str(p)
        for p in tracked()
        if p.suffix == ".py" and not (ROOT / p).read_text().lstrip().startswith(('"""', "#!"))
    ]
    assert silent == []


def test_only_transition_sets_a_state() -> None:
    """`row.state = …` stands in kernel/transition.py and nowhere else."""
    setters = [
        f"{p}:{number}"
        for p in tracked()
        if p.suffix == ".py" and p.parts[0] in ("portal", "intake", "publishing")
        for number, line in enumerate((ROOT / p).read_text().splitlines(), 1)
        if ".state = " in line and p != Path("publishing/kernel/transition.py")
    ]
    assert setters == []
