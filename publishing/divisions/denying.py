"""Places that a text rules out: 不是博爱的王庄，是武陟的."""

import re
from collections.abc import Iterable, Sequence

from publishing.divisions.mentions import Mention
from publishing.divisions.rules import Level, covers

# 是不是花园村 asks, 不是花园村就是乔村 leaves both open
_DENIED = re.compile(
    r"(?<!是)(?:并?不是|并非|不在|不属于?)(?P<said>[^，。；！？,;!?\n]*?)(?=$|[，。；！？,;!?\n]|(?<=.)而?是)"
)
_EITHER = re.compile(r"[，,]?就[是在]")


def _spans(text: str) -> list[tuple[int, int]]:
    return [
        found.span("said")
        for found in _DENIED.finditer(text)
        if not found["said"].endswith("就") and not _EITHER.match(text, found.end("said"))
    ]


def _inside(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= mention.start and mention.end <= end for start, end in spans)


def without_denied(text: str, mentions: Iterable[Mention]) -> tuple[list[Mention], bool]:
    """The names that the text does not rule out, and whether it rules out every place it names.

    A village named only in what is ruled out is kept elsewhere: "not the 王庄 of 博爱, the one of 武陟"
    speaks of a 王庄. Where everything is ruled out all of it is kept, because nothing else is known.
    """
    found, spans = list(mentions), _spans(text)
    denied = [mention for mention in found if _inside(mention, spans)]
    if not denied:
        return found, False
    said = [mention for mention in found if not _inside(mention, spans)]
    if not said:
        return found, True
    if any(mention.division.level is Level.VILLAGE for mention in said):
        return said, False
    around = [mention.division.path for mention in denied if mention.division.level is not Level.VILLAGE]
    elsewhere = [
        mention
        for mention in denied
        if mention.division.level is Level.VILLAGE
        and around
        and not any(covers(path, mention.division.path) for path in around)
    ]
    return [*said, *elsewhere], False
