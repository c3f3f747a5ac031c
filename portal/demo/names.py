"""Invented kindergartens in real townships and villages, the same ones every time for the same seed.

Nothing here exists: names are made of common words, credit codes hold the letters FAKE, telephone numbers
begin with 0391-1 and mobile numbers with 154 (neither can be dialled), and the check character of identity
numbers is wrong.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from publishing.registry.codes import USCC_ALPHABET, organisation_check_character, uscc_check_character
from publishing.registry.rules import Nature
from publishing.registry.scope import CountyScope, TownshipRef, VillageRef, village_core

WORDS = (
    "小博士", "金太阳", "育才", "红苹果", "小天使", "向阳花", "晨光", "启明星", "春苗", "小新芽",
    "七彩虹", "蓝天", "阳光", "童乐", "金色童年", "小星星", "贝贝", "希望", "智慧树", "小百花",
    "快乐宝贝", "新蕾", "爱心", "未来星", "小橡树", "蒲公英", "小太阳", "大风车", "明德", "博文",
    "童星", "春蕾", "花朵", "金摇篮", "朝阳", "绿洲", "苗苗", "彩虹桥", "小白鸽", "百灵鸟", "慧童",
    "启蒙", "小荷", "新世纪", "世纪星", "摇篮", "童话", "小脚印", "金钥匙", "乐乐", "童心",
    "小精灵", "北辰", "英才", "文博", "三月", "新苑", "锦绣", "天天乐", "萌芽", "桃李",
    "小葵花", "雏鹰", "禾苗", "知行", "星光", "康乐",
)  # fmt: skip
_COMMON_SHARE = 0.15
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林郑毋买原职程韩秦许"
_GIVEN = (
    "晓芳", "丽娜", "秀英", "建国", "海霞", "玉梅", "小燕", "志强", "红霞", "艳丽", "春玲", "新平",
    "文静", "淑敏", "爱琴", "俊杰", "会娟", "雪莲", "永红", "凤兰",
)  # fmt: skip
_ROADS = (
    "学校路", "育才路", "文昌街", "中心大街", "和平街", "幸福路", "兴华路", "建设路", "健康路",
    "迎宾街",
)  # fmt: skip
_SPOTS = (
    "村委会西50米", "村小学东邻", "村大街中段", "村南头", "村委会对面", "原村小学院内", "村十字路口北",
    "卫生室东侧",
)  # fmt: skip
_GRADES = (
    "省级示范", "市级示范", "一级", "二级", "合格", "未定级",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Invented:
    """A kindergarten that does not exist, with the personal particulars that real lists also carry."""

    name: str
    township: str
    township_code: str
    address: str
    nature: Nature
    licence_no: str
    valid_from: date
    valid_until: date
    uscc: str
    sponsor: str
    principal: str
    id_number: str
    mobile: str
    phone: str
    grade: str
    classes: int
    enrolled: int
    staff: int
    buses: int
    annual_check: str
    note: str


def invent(county: CountyScope, count: int, *, today: date, seed: int) -> tuple[Invented, ...]:
    """`count` kindergartens of `county`, in the order of its townships, each township's central one first."""
    random = Random(f"{seed}:{county.code}")
    villages = sum(len(township.villages) for township in county.townships)
    found: list[Invented] = []
    left, villages_left = count, villages
    for township in county.townships:
        share = round(left * len(township.villages) / villages_left) if villages_left else left
        share = min(left, max(1, share))
        left -= share
        villages_left -= len(township.villages)
        found.extend(_in_township(county, township, share, serial=len(found), today=today, random=random))
    return tuple(found)


def _in_township(
    county: CountyScope, township: TownshipRef, count: int, *, serial: int, today: date, random: Random
) -> list[Invented]:
    short = township.short_names[0]
    places = list(township.villages)
    random.shuffle(places)
    words = random.sample(WORDS, min(count, len(WORDS)))
    found: list[Invented] = []
    taken: set[str] = set()
    for number in range(count):
        place = places[number % len(places)] if places else None
        central = number == 0
        nature = _nature(central, random)
        name = f"{county.name}{short}中心幼儿园"
        if not central:
            name = _name(county, short, place, words=words, nature=nature, random=random)
        while name in taken:
            name = _name(county, short, None, words=words, nature=nature, random=random)
        taken.add(name)
        found.append(
            _one(
                name, county, township, place,
                nature=nature, serial=serial + number + 1, today=today, random=random,
            )
        )  # fmt: skip
    return found


def _nature(central: bool, random: Random) -> Nature:
    if central:
        return Nature.PUBLIC_EDUCATION
    return random.choices(
        (Nature.PUBLIC_COLLECTIVE, Nature.PRIVATE_INCLUSIVE, Nature.PRIVATE_NONPROFIT, Nature.PRIVATE_PROFIT),
        (22, 48, 22, 8),
    )[0]


def _name(
    county: CountyScope,
    short: str,
    place: VillageRef | None,
    *,
    words: Sequence[str],
    nature: Nature,
    random: Random,
) -> str:
    """A village's own name for a collective one; a common word, with or without the place, for the others."""
    if nature.is_public and place is not None:
        return f"{short}{village_core(place.name)}{'社区' if _is_urban(place) else '村'}幼儿园"
    # a few words stand over gates everywhere: lists of every county hold several 小博士
    word = random.choice(WORDS[:6]) if random.random() < _COMMON_SHARE else random.choice(words)
    # most lists write the bare name, and that is why so many share one
    return random.choice(
        (f"{word}幼儿园", f"{word}幼儿园", f"{short}{word}幼儿园", f"{county.name}{word}幼儿园")
    )


def _one(
    name: str,
    county: CountyScope,
    township: TownshipRef,
    place: VillageRef | None,
    *,
    nature: Nature,
    serial: int,
    today: date,
    random: Random,
) -> Invented:
    short = township.short_names[0]
    valid_from, valid_until = _validity(today, random)
    classes = random.randint(3, 12)
    long_form = random.random() < 0.5
    division = county.code[:6]
    return Invented(
        name=name,
        township=short,
        township_code=township.code,
        address=_address(short, place, random),
        nature=nature,
        licence_no=f"教民1{division}6{serial:07d}号" if long_form else f"{division}6{serial:06d}",
        valid_from=valid_from,
        valid_until=valid_until,
        uscc=fake_uscc(nature, division, serial),
        sponsor=_sponsor(county, place, nature, random),
        principal=_person(random),
        id_number=_impossible_id_number(division, random),
        mobile=f"154{random.randrange(10**8):08d}",
        phone=f"0391-1{random.randrange(10**6):06d}",
        grade=random.choices(_GRADES, (1, 4, 12, 24, 44, 15))[0],
        classes=classes,
        enrolled=classes * random.randint(14, 30),
        staff=classes * 2 + random.randint(2, 6),
        buses=random.choices((0, 1, 2, 3), (60, 20, 15, 5))[0],
        annual_check=random.choices(("合格", "基本合格"), (92, 8))[0],
        note=random.choices(("", "原址扩建", "附设园"), (94, 4, 2))[0],
    )


def fake_uscc(nature: Nature, division: str, serial: int) -> str:
    """A credit code that passes every check and says FAKE: type, division, FAKE, four places of `serial`."""
    kind = "12" if nature.is_public else "91" if nature is Nature.PRIVATE_PROFIT else "52"
    base = len(USCC_ALPHABET)
    places = "".join(USCC_ALPHABET[serial // base**place % base] for place in (3, 2, 1, 0))
    body = f"FAKE{places}"
    first17 = f"{kind}{division}{body}{organisation_check_character(body)}"
    return first17 + uscc_check_character(first17)


def _validity(today: date, random: Random) -> tuple[date, date]:
    """Three years from a first of September; a few ended this summer, a few end within two months."""
    ends, soon = (today.year, 8), (today.year + (today.month == 12), today.month % 12 + 1)
    coming = [(today.year + years, 8) for years in (1, 2, 3)]
    weights = (2, 3, 35, 35, 25)
    year, month = random.choices((ends, soon, *coming), weights)[0]
    until = date(year, month, calendar.monthrange(year, month)[1])
    start_year, start_month = (year - 3, month + 1) if month < 12 else (year - 2, 1)
    return date(start_year, start_month, 1), until


def _address(short: str, place: VillageRef | None, random: Random) -> str:
    if place is None:
        return f"{short}{random.choice(_ROADS)}{random.randint(1, 199)}号"
    core = village_core(place.name)
    if _is_urban(place):
        return f"{short}{core}社区{random.choice(_ROADS)}{random.randint(1, 199)}号"
    spot = random.choice(_SPOTS)
    return f"{short}{core}{spot}" if spot.startswith("村") else f"{short}{core}村{spot}"


def _is_urban(place: VillageRef) -> bool:
    return "社区" in place.name or "居民" in place.name


def _sponsor(county: CountyScope, place: VillageRef | None, nature: Nature, random: Random) -> str:
    if nature is Nature.PUBLIC_EDUCATION or place is None:
        return f"{county.name}教育局"
    if nature is Nature.PUBLIC_COLLECTIVE:
        return place.name
    if nature is Nature.PRIVATE_PROFIT:
        return f"{random.choice(WORDS)}教育咨询有限公司"
    return _person(random)


def _person(random: Random) -> str:
    return random.choice(_SURNAMES) + random.choice(_GIVEN)


def _impossible_id_number(division: str, random: Random) -> str:
    """An identity number whose last character is wrong, so that it belongs to nobody (GB 11643)."""
    born = f"{random.randint(1965, 1995)}{random.randint(1, 12):02d}{random.randint(1, 28):02d}"
    first17 = f"{division}{born}{random.randrange(1000):03d}"
    remainder = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(first17)) % 11
    right = "10X98765432"[remainder]
    return first17 + ("0" if right != "0" else "1")
