"""The English pages: no Chinese that does not say that it is Chinese."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from public_sample import Published, publish

CHINESE = re.compile(r"[\u4e00-\u9fff]")
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}


class Unmarked(HTMLParser):
    """Collects Chinese text outside elements marked `lang="zh-CN"`; the title may carry names."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marked = dict(attrs).get("lang") == "zh-CN" or tag == "title"
        if tag not in VOID:
            self.open.append((tag, marked or any(inside for _tag, inside in self.open)))
        for name, value in attrs:
            if name in ("aria-label", "data-label", "placeholder", "alt") and CHINESE.search(value or ""):
                self.found.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if CHINESE.search(data) and not (self.open and self.open[-1][1]):
            self.found.append(data.strip())


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    made = publish(tmp_path_factory.mktemp("english"))
    yield made
    made.database.close()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/counties/",
        "/counties/410822",
        "/counties/410822?q=小星芽",
        "/counties/410802",
        "/announcements/",
        "/announcements/1",
        "/announcements/3",
        "/outcomes/",
        "/statistics/",
        "/search",
        "/search?q=",
        f"/search?q={quote('小博士幼儿园')}",
        f"/search?q={quote('月山镇中心幼儿园')}",
        f"/search?q={quote('小星芽')}&county=410802&status=closed",
        "/kindergartens/{晨光幼儿园}",
        "/kindergartens/{小新芽幼儿园}",
        "/kindergartens/{红苹果幼儿园}",
        "/kindergartens/nothing",
    ],
)
def test_chinese_in_an_english_page_is_marked(published: Published, path: str) -> None:
    named = re.fullmatch(r"/kindergartens/\{(.+)\}", path)
    if named:
        path = f"/kindergartens/{published.id_of(named[1])}"
    page = published.app.test_client().get(f"/en{path}").get_data(as_text=True)
    assert '<html class="govuk-template" lang="en">' in page
    reader = Unmarked()
    reader.feed(page)
    typed = [
        text for text in reader.found if text.startswith('"')
    ]  # the visitor's own words, in any language
    assert reader.found == typed
