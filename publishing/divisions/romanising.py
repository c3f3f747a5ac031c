"""Names written in letters: "Yueshan Town, Huayuan village", "boai xian yueshan zhen".

Letters carry no boundaries once spaces are gone, and 陈沟 and 成口 are both chengou, so a run of letters is
cut where known names fit. Each syllable becomes a stand-in character, and names are found by their sound.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

_ENGLISH = {
    "subdistrict": "街道",
    "township": "乡",
    "community": "社区",
    "district": "区",
    "village": "村",
    "county": "县",
    "street": "街道",
    "town": "镇",
    "city": "市",
}
_ENGLISH_WORD = re.compile("|".join(_ENGLISH), re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z']+")
_SHORTEST = 4
"""Letters of a name; shorter ones are parts of any word."""
_FIRST_STAND_IN = 0xE000


class Romaniser:
    """Cuts runs of letters into the syllables of known names. Built once, never changed."""

    def __init__(self, names: Iterable[tuple[Sequence[str], str]]) -> None:
        """`names`: the syllables of each form, and the word for its kind that it ends with (or "")."""
        self._sounds: dict[str, str] = {}
        self._stand_ins: dict[str, str] = {}
        self._written: dict[str, str] = {}
        for syllables, kind in names:
            letters = "".join(syllables)
            if len(letters) < _SHORTEST or not letters.isascii():
                continue
            plain = syllables[: len(syllables) - len(kind)]
            written = "".join(self._stand_in(syllable) for syllable in plain) + kind
            # of two cuts of the same letters the one that ends with a word for a kind is clearer
            if letters not in self._written or kind:
                self._written[letters] = written
        self._lengths = sorted({len(letters) for letters in self._written}, reverse=True)

    @property
    def sounds(self) -> Mapping[str, str]:
        """The syllable of each stand-in character."""
        return self._sounds

    def transcribed(self, text: str) -> str:
        """The text with known names in letters replaced by stand-ins; other letters stay."""
        chinese = _ENGLISH_WORD.sub(lambda found: _ENGLISH[found.group().lower()], text)
        return _LETTERS.sub(lambda found: self._cut(found.group().lower().replace("'", "")), chinese)

    def _stand_in(self, syllable: str) -> str:
        known = self._stand_ins.get(syllable)
        if known is None:
            known = chr(_FIRST_STAND_IN + len(self._stand_ins))
            self._stand_ins[syllable], self._sounds[known] = known, syllable
        return known

    def _cut(self, letters: str) -> str:
        """The cut that covers most letters with the fewest names."""
        best: list[tuple[int, int, str]] = [(0, 0, "")] * (len(letters) + 1)
        for start in range(len(letters) - 1, -1, -1):
            covered, names, rest = best[start + 1]
            choice = (covered, names, letters[start] + rest)
            for length in self._lengths:
                written = self._written.get(letters[start : start + length])
                if written is None or start + length > len(letters):
                    continue
                covered, names, rest = best[start + length]
                choice = max(choice, (covered + length, names - 1, written + rest), key=lambda one: one[:2])
            best[start] = choice
        return best[0][2]
