"""The demonstration's city for tests: built once a run, copied for each worker."""

import fcntl
import shutil
from pathlib import Path

from portal.demo.building import build_demo, demo_settings
from portal.demo.staffing import PASSWORD
from publishing.kernel.permissions import Role
from publishing.kernel.settings import Settings, load_settings

USERNAMES = {
    Role.SUPERVISOR: "boai-yueshan-1",
    Role.CENTRAL_SCHOOL: "boai-yueshan-head",
    Role.COUNTY_TRIAGE: "boai-triage",
    Role.COUNTY_EDITOR: "boai-editor",
    Role.COUNTY_APPROVER: "boai-approver",
    Role.COUNTY_LEADER: "boai-leader",
    Role.CITY_AUDITOR: "city-auditor",
    Role.CITY_ADMIN: "city-admin",
    Role.CUSTODIAN: "boai-custodian",
    Role.HOTLINE: "boai-hotline",
}
"""One demonstration account of each role."""

__all__ = ["PASSWORD", "USERNAMES", "build_template", "settings_in"]


def settings_in(home: Path, *, port: int = 8000) -> Settings:
    """The demonstration's settings with everything in `home`."""
    return demo_settings(load_settings({"PORTAL_HOME": str(home)}, home / "no.env"), port=port)


def build_template(folder: Path) -> Path:
    """A folder with a whole demonstration, made by whichever worker comes first."""
    folder.mkdir(parents=True, exist_ok=True)
    home = folder / "home"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "whole").exists():
            shutil.rmtree(home, ignore_errors=True)
            build_demo(settings_in(home), say=lambda _line: None)
            (folder / "whole").touch()
    return home
