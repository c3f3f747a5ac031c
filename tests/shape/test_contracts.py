"""The import contracts hold, and each one is shown to fail when somebody breaks it."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

# contract id -> the module that breaks it when this line is added to it
BREAKS = {
    "one-way": ("publishing/registry/rules.py", "import intake.workflows"),
    "publishing-layers": ("publishing/divisions/rules.py", "import publishing.registry.rules"),
    "intake-layers": ("intake/grid/rules.py", "import intake.tips.rules"),
    "no-cycles": ("publishing/kernel/errors.py", "import publishing.kernel.settings"),
    "no-http-below-views": ("publishing/registry/queries.py", "import flask"),
    "pure-rules": ("intake/grid/rules.py", "import sqlalchemy"),
    "private-rows": ("publishing/search/queries.py", "import publishing.registry.models"),
    "private-rows-divisions": ("publishing/registry/queries.py", "import publishing.divisions.models"),
    "private-rows-announcements": ("publishing/search/queries.py", "import publishing.announcements.models"),
    "private-rows-accounts": ("intake/grid/queries.py", "import publishing.kernel.accounts.models"),
    "private-rows-deadlines": ("intake/grid/queries.py", "import intake.deadlines.models"),
    "private-rows-grid": ("intake/tips/queries.py", "import intake.grid.models"),
    "private-rows-tips": ("intake/ledger/queries.py", "import intake.tips.models"),
    "private-rows-custody": ("intake/tips/queries.py", "import intake.custody.models"),
    "private-rows-patrols": ("intake/ledger/queries.py", "import intake.patrols.models"),
    "private-rows-ledger": ("intake/desk/ledger.py", "import intake.ledger.models"),
    "private-rows-reports": ("intake/desk/work.py", "import intake.reports.models"),
}


def lint(folder: Path, contract: str) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--contract", contract]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    for package in ("portal", "intake", "publishing"):
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "data")
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_contract_is_tried() -> None:
    assert {contract["id"] for contract in CONTRACTS} == set(BREAKS)


@pytest.mark.parametrize("contract", BREAKS)
def test_contract_holds_and_fails_when_broken(copy: Path, contract: str) -> None:
    module, line = BREAKS[contract]
    file = copy / module
    original = file.read_text()
    assert lint(copy, contract).returncode == 0
    try:
        file.write_text(f"{original}\n{line}\n")
        broken = lint(copy, contract)
    finally:
        file.write_text(original)
    assert broken.returncode == 1
    assert "BROKEN" in broken.stdout
