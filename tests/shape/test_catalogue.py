"""Nothing that a visitor reads lacks its English: templates, views and the tables of words."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from publishing.kernel.words import WORDS

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("portal", "intake", "publishing")
KEYWORDS = {"_": None, "_l": None, "ngettext": (1, 2), "gettext": None, "lazy_gettext": None}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAID = re.compile(r"[\u4e00-\u9fff，。：；、（）“”《》]")
"""With the punctuation: a message of names and days alone needs its English too."""


def translated() -> set[str]:
    found: set[str] = set()
    for fragment in (ROOT / "portal/translations/en").glob("*.po"):
        catalogue = read_po(BytesIO(fragment.read_bytes()))
        for message in catalogue:
            if message.id and message.string:
                found.add(message.id if isinstance(message.id, str) else message.id[0])
    return found


def used_in_python() -> dict[str, str]:
    found = {}
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for _line, message, _comments, _context in extract(
                "python", BytesIO(file.read_bytes()), KEYWORDS
            ):
                found[message if isinstance(message, str) else message[0]] = str(file.relative_to(ROOT))
    return found


def used_in_templates() -> dict[str, str]:
    found = {}
    for file in sorted((ROOT / "templates").rglob("*.html")):
        content = BytesIO(file.read_bytes())
        options = {"trimmed": "false", "silent": "false", "extensions": "jinja2.ext.do"}
        for _line, message, _c, _x in extract("jinja2.ext:babel_extract", content, KEYWORDS, options=options):
            found[message if isinstance(message, str) else message[0]] = str(file.relative_to(ROOT))
    return found


def missing(used: dict[str, str]) -> dict[str, str]:
    known = translated()
    return {
        message: where for message, where in used.items() if SAID.search(message) and message not in known
    }


def test_every_message_of_the_templates_is_translated() -> None:
    assert missing(used_in_templates()) == {}


def test_every_message_of_the_views_is_translated() -> None:
    assert missing(used_in_python()) == {}


@pytest.mark.parametrize("table", WORDS)
def test_every_word_is_translated(table: str) -> None:
    assert missing(dict.fromkeys(WORDS[table].values(), table)) == {}


def test_no_template_says_chinese_outside_of_a_message() -> None:
    """Chinese in a template that is neither in _() nor a comment would stay Chinese in English."""
    loose = {}
    for file in sorted((ROOT / "templates").rglob("*.html")):
        text = re.sub(r"\{#.*?#\}", "", file.read_text(), flags=re.S)
        text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.S)
        text = re.sub(r'<a [^>]*lang="zh-CN"[^>]*>中文</a>', "", text)
        if found := CHINESE.findall(text):
            loose[str(file.relative_to(ROOT))] = "".join(found)
    assert loose == {}
