"""Spelling of place names: one written form for variants, and sounds for comparing homophones."""

import re
import unicodedata
from functools import cache

from pypinyin import Style, lazy_pinyin

LONGEST_TEXT = 2_000
"""Characters of a text that are looked at; a place stands in the first sentences of a tip."""

_TRADITIONAL = str.maketrans(
    "縣鎮鄉莊區東馬溫陽愛劉張陳趙吳孫馮楊許鄭韓衛蔣齊門關橋溝嶺崗窯營廟龍鳳義豐興羅盧鄧賈範閻後園"
    "黃圓頭裡裏邊慶懷開發農場濟鄭蘇賢會應觀詹謝喬礦萬灣蘆葉莊閆傅夥窰荘剛鋪澗趕蘭驛蓮廠學護來勝紅",
    "县镇乡庄区东马温阳爱刘张陈赵吴孙冯杨许郑韩卫蒋齐门关桥沟岭岗窑营庙龙凤义丰兴罗卢邓贾范阎后园"
    "黄圆头里里边庆怀开发农场济郑苏贤会应观詹谢乔矿万湾芦叶庄阎付伙窑庄刚铺涧赶兰驿莲厂学护来胜红",
)
# 阎 and 闫, 傅 and 付, 睢 and 雎 are written for one another in the table itself.
_INTERCHANGED = str.maketrans("闫傅雎夥", "阎付睢伙")
# 圪垱 (a mound) is a sound more than a spelling: 圪当, 疙瘩 and 圪塔 are all written for it.
_MOUND = re.compile("[圪疙纥仡屹咯][垱当瘩塔挡档疸嗒哒裆搭答达]")
_NUMBER = re.compile(r"(?<![\dA-Za-z.:-])[1-9]\d?(?=[\u4e00-\u9fff])")
_DIGITS = " 一二三四五六七八九"
# private use: stands for syllables written in letters, so nobody may type it
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ue000-\uf8ff\ufeff]+")


def _numeral(number: str) -> str:
    """18 as 十八."""
    tens, ones = divmod(int(number), 10)
    return f"{_DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}{_DIGITS[ones] if ones else ''}"


def normalise(text: str) -> str:
    """One written form: half width, no spaces, simplified characters, 18里 as 十八里, 疙瘩 as 圪垱."""
    narrow = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:LONGEST_TEXT]))
    simple = narrow.translate(_TRADITIONAL).translate(_INTERCHANGED)
    numbered = _NUMBER.sub(lambda found: _numeral(found.group()), simple)
    return _MOUND.sub("圪垱", numbered)


# The reading heard in these places' names where a dictionary lists another one first.
_LOCAL_READINGS = {
    "覃": "qin",
    "冢": "zhong",
    "虢": "guo",
    "解": "xie",
    "行": "hang",
    "柏": "bai",
    "垱": "dang",
}


@cache
def syllable(character: str) -> str:
    """The toneless pinyin of one character; a character without a reading sounds like itself."""
    local = _LOCAL_READINGS.get(character)
    return local or lazy_pinyin(character, style=Style.NORMAL)[0]


@cache
def folded(sound: str) -> str:
    """A syllable with the distinctions dropped that dialect speakers and voice input mix up.

    zh/z, ch/c, sh/s; n/l at the start; -ng/-n after a, e, i.
    """
    if len(sound) > 2 and sound[1] == "h" and sound[0] in "zcs":
        sound = sound[0] + sound[2:]
    if sound.startswith("n") and len(sound) > 1:
        sound = "l" + sound[1:]
    if sound.endswith(("ang", "eng", "ing")):
        sound = sound[:-1]
    return sound


def sounds(text: str) -> tuple[str, ...]:
    """The syllables of a text, one for each character."""
    return tuple(syllable(character) for character in text)


def sound_key(syllables: tuple[str, ...]) -> str:
    """One key for all spellings that sound alike after folding."""
    return " ".join(folded(sound) for sound in syllables)
