"""Which part of a name is the place and which is the name itself, and whether a question says just that.

Pure. 博爱县月山镇晨光幼儿园 is called 晨光 by everybody nearby, and 月山镇晨光, 博爱晨光, and in full. A
question means this kindergarten if, once the words of *its* place are taken away, nothing but its name is
left: one more or one other character, and it is another kindergarten.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from publishing.search.terms import SearchDocument, canonical, plain, spellings, without_suffix

_TOWNSHIP_END = re.compile("(?:镇街道|街道办事处|街道|办事处|地区|镇|乡)$")
_VILLAGE_END = re.compile("(?:村民委员会|居民委员会|村委会|居委会|委员会)$")
_VILLAGE_KINDS = ("村", "庄", "社区", "营", "屯", "店", "街", "关", "寨", "堡", "沟", "湾", "坡")
_ADDRESS_ENDS = tuple("路街巷村镇乡区院号道")
_GLUE = frozenset(
    {"的", "在", "里", "那边", "这边", "附近", "门口", "旁边", "对面", "那个", "那家", "有个", "有家"}
)
_PROVINCE = re.compile("[\u4e00-\u9fff]{2,3}省")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_GENERIC = frozenset(
    ["中心", "实验", "机关", "直属", "直属机关", "中心校", "十一", "十二", "十三", "十四", "十五"]
)
_KIND = re.compile("(?<=..)(?:双语|中英文|国际|艺术|实验|示范|蒙氏|蒙台梭利|科学|美术|舞蹈|体育|附属)+$")
_NUMERALS = frozenset("一二三四五六七八九十")


@dataclass(frozen=True, slots=True)
class Places:
    """The words of one place. `whole` carry their rank (月山镇, 博爱县); `bare` do not (月山, 博爱)."""

    whole: frozenset[str]
    bare: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        """Both kinds."""
        return self.whole | self.bare


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name less its place. `needs_place`: only a bare word was taken away, which may belong to the name."""

    core: str
    written: str
    needs_place: bool


@lru_cache(maxsize=4096)
def _places(city: str, county: str, township: str, village: str) -> Places:
    whole: set[str] = set()
    bare: set[str] = set()
    city_bare = city.removesuffix("市")
    if city:
        whole.add(city)
        bare.add(city_bare)
    if county:
        whole.add(county)
        bare.add(re.sub("(?:县|市|区)$", "", county))
        if county.endswith("示范区"):
            whole |= {"示范区", county.removeprefix(city_bare)}
    if township:
        township = township.removeprefix(county)
        stem = _TOWNSHIP_END.sub("", township)
        whole.add(township)
        bare.add(stem)
        for end in ("镇街道", "街道", "镇", "乡"):
            if township.endswith(end):
                whole |= {
                    stem + rank
                    for rank in {
                        "镇街道": ("镇街道", "街道", "镇", "办事处"),
                        "街道": ("街道", "街道办事处", "办事处", "办"),
                        "镇": ("镇", "乡"),
                        "乡": ("乡", "镇"),
                    }[end]
                }
                break
    if village:
        whole |= {village, *_village_words(village)}
    return Places(
        frozenset(word for word in whole if len(word) >= 2),
        frozenset(word for word in bare if len(word) >= 2),
    )


def _village_words(village: str) -> set[str]:
    """What people call the village of a committee: 花园村民委员会 is 花园村, 新苑社区居民委员会 is 新苑社区.

    花园 alone is no place word: it may as well begin a name. 徐庄 is one, for its ending.
    """
    stem = _VILLAGE_END.sub("", village)
    words = {stem} if stem.endswith(_VILLAGE_KINDS) else set()
    if stem.endswith("社区"):
        return words | {stem + "居委会"}
    settlement = stem if stem.endswith("村") else stem + "村"
    return words | {settlement, settlement + "委会", settlement + "大队"}


def places_of(document: SearchDocument) -> Places:
    """The words for where `document` is, in canonical form."""
    return _places(
        canonical(document.city_name),
        canonical(document.county_name),
        canonical(document.township_name),
        canonical(document.village_name),
    )


@lru_cache(maxsize=16384)
def name_forms(name: str, places: Places) -> tuple[NameForm, ...]:
    """The forms of `name` from the whole down to the shortest; suffix and a closing bracket taken off."""
    forms: dict[str, NameForm] = {}
    for variant in dict.fromkeys((name, _BRACKETED.sub("", name))):
        text = plain(variant).replace(" ", "")
        reached = {0: False}
        for start in range(len(text)):
            if start not in reached:
                continue
            written = without_suffix(text[start:])
            core = canonical(written)
            if len(core) >= 2 or core in _NUMERALS or (start == 0 and core):
                former = forms.get(core)
                needs_place = reached[start] and (former is None or former.needs_place)
                forms[core] = NameForm(core, written, needs_place)
            for word in places.words:
                if text.startswith(word, start):
                    end = start + len(word)
                    reached[end] = reached.get(end, True) and (reached[start] or word not in places.whole)
    return tuple(forms.values())


def without_kind(name: str) -> str:
    """A name less its suffix, without 双语, 艺术 and the like behind it, which people leave out."""
    return _KIND.sub("", name)


def loose_forms(document: SearchDocument, places: Places) -> tuple[NameForm, ...]:
    """The forms that the name has where its village is left out too, whatever that is called.

    花园 of 花园村 may as well begin a name: these are for likeness and for choosing, never for a verdict.
    """
    pairs = zip(canonical(document.village_name), canonical(document.name), strict=False)
    stem = "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return name_forms(document.name, Places(places.whole, places.bare | {stem})) if len(stem) >= 2 else ()


def explains(head: str, places: frozenset[str], address: str = "") -> bool:
    """Whether `head` is made of nothing but words of the place: `places`, streets in `address`, 的, 在, 附近.

    At least one word of the place is needed. Quadratic in the length of `head`: at most a question long.
    """
    if not head:
        return True
    reached: dict[int, bool] = {0: False}
    for start in range(len(head)):
        if start not in reached:
            continue
        for end in range(start + 1, len(head) + 1):
            word = head[start:end]
            if word in places or (len(word) >= 3 and word.endswith(_ADDRESS_ENDS) and word in address):
                reached[end] = True
            elif word in _GLUE or (start == 0 and _PROVINCE.fullmatch(word)):
                reached[end] = reached.get(end, False) or reached[start]
    return reached.get(len(head), False)


def identifying_places(form: NameForm, whole: NameForm, words: frozenset[str]) -> frozenset[str]:
    """The place words that may stand before `form`, a form of the name `whole`, in a question.

    Any word of its place, for a name of its own. But 第一, 中心 and 实验 are told apart by nothing but the
    place in the registered name: 焦作市第一幼儿园 lies in 解放区, and is not 解放区第一幼儿园.
    """
    prefix = whole.core.removesuffix(form.core)
    if prefix and (len(form.core) == 1 or form.core in _GENERIC):
        return frozenset(word for word in words if word in prefix)
    return words


def general_prefixes(document: SearchDocument) -> frozenset[str]:
    """市, 县 or 区 where people say 市一幼 for the first kindergarten of this city or county."""
    county, city = canonical(document.county_name), canonical(document.city_name)
    found = {county[-1:]} & {"市", "县", "区"}
    if city and canonical(document.name).startswith(city):
        found.add("市")
    return frozenset(found)


@lru_cache(maxsize=4096)
def spelled_places(places: Places) -> frozenset[str]:
    """The words of a place in pinyin."""
    return frozenset(spelled for word in places.words for spelled in spellings(word)[:2])
