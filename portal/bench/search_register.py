"""An invented register of any size, the same on every run, for measuring the search.

A city of up to CITY kindergartens stands in the real places of the project's own division table. For more,
counties, townships and villages are made up from the characters and endings of that table: as many counties
as so many kindergartens have, so that place words are as telling as they are in a province or the nation.
"""

import csv
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import publishing.divisions
from publishing.search.terms import SearchDocument


def words_of(text: str) -> list[str]:
    """The words of a text that lists them."""
    return text.split()


HAND_FILE = Path(__file__).parent / "search_labelled.json"
CITY = 5000
_DIVISIONS = Path(publishing.divisions.__path__[0]) / "data" / "jiaozuo_divisions.csv"
_SEED = 20261125
_FIRST = "金小大童新春启爱乐欢智慧阳星晨育博贝朵彩蓝红明天美佳优宝亲花"
_WORDS = words_of(
    "苹果 太阳 月亮 火车 星星 天使 白鸽 海豚 摇篮 葵花 雨露 智星 英才 宝贝 画笔 城堡 森林 "
    "芽芽 童话 之星 麦田 彩虹 蜗牛 萌芽 希望 未来 七彩 蒙氏 春蕾 稚慧 启明 蓓蕾 向阳 百灵 "
    "北斗 嘉禾 瑞德 文博 和美 伊顿 摇摇 凤凰 花蕊 松鼠 云朵 书香 世纪 东方 阳光 贝贝 果果 "
    "康乐 育红 银河 小鹿 长颈鹿 哆来咪 向日葵 布谷鸟 金钥匙"
)
_COMMON = words_of(
    "小博士 金太阳 育才 阳光 蓝天 小天使 新世纪 童星 爱心 红太阳 启蒙 金色摇篮 大风车 七色光 "
    "小星星 快乐宝贝 春蕾 未来之星 东方红 晨光 好孩子 红黄蓝 智慧树 小状元 聪明屋 起点 新苗 "
    "星光 小精灵 乐乐"
)
_KINDS = ("幼儿园",) * 7 + ("双语幼儿园", "艺术幼儿园", "实验幼儿园")
_NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A kindergarten and what its name was made of; `brand` is what people call it, `prefix` a place."""

    document: SearchDocument
    prefix: str
    brand: str
    kind: str

    @property
    def core(self) -> str:
        """The name without its place and 幼儿园."""
        return self.brand + self.kind.removesuffix("幼儿园")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Spot:
    county_code: str
    county: str
    township: str
    village: str

    @property
    def town(self) -> str:
        return self.township.removeprefix(self.county)

    @property
    def stem(self) -> str:
        return self.village.removesuffix("村民委员会").removesuffix("居民委员会").removesuffix("社区")


def hand_written() -> list[SearchDocument]:
    """The kindergartens that the hand-written questions are about, in real places."""
    by_place = {f"{s.county}{s.town}": s for s in _real_spots()}
    documents = []
    for row in json.loads(HAND_FILE.read_text(encoding="utf-8"))["register"]:
        facts = dict(row)
        spot, name, id_ = by_place[facts.pop("place")], facts.pop("name"), facts.pop("id")
        facts["former_names"] = tuple(facts.get("former_names", ()))
        documents.append(_document(id_, name, spot, **{"village": "", "address": "", **facts}))
    return documents


def make_register(size: int) -> Iterator[Made]:
    """`size` kindergartens, one after another."""
    random_ = random.Random(_SEED)  # noqa: S311 - invented names need no secrets
    spots = _real_spots() if size <= CITY else _invented_spots(size, random_)
    for number in range(size):
        yield _made(number, random_.choice(spots), random_)


def _made(number: int, spot: _Spot, random_: random.Random) -> Made:
    kind, draw = random_.choice(_KINDS), random_.random()
    if draw < 0.07:
        prefix, brand, kind = spot.county + spot.town, "中心", "幼儿园"
    elif draw < 0.09:
        prefix, brand, kind = spot.county, f"第{random_.choice(_NUMERALS)}", "幼儿园"
    else:
        prefix = random_.choice(("", "", "", spot.county, spot.town, spot.stem))
        brand = _brand(random_)
    address = (
        f"{spot.town}{spot.stem}{random_.choice('东西南北')}{random_.choice('街路')}{number % 890 + 1}号"
    )
    document = _document(
        f"N{number:06}",
        prefix + brand + kind,
        spot,
        village=spot.village,
        address=address,
        former_names=(_brand(random_) + "幼儿园",) if random_.random() < 0.06 else (),
        licence_no=f"教民1{spot.county_code[:6]}6{number:07}号",
        uscc=f"52{spot.county_code[:6]}MJ{number:07}{number % 10}",
        phone=f"0391-{2000000 + number * 7 % 7000000}",
    )
    return Made(document=document, prefix=prefix, brand=brand, kind=kind)


def _brand(random_: random.Random) -> str:
    draw = random_.random()
    if draw < 0.3:
        return random_.choice(_COMMON)
    if draw < 0.9:
        return random_.choice(_FIRST) + random_.choice(_WORDS)
    return "".join(random_.sample(_WORDS, 2))


def _document(
    id_: str, name: str, spot: _Spot, *, village: str, address: str, **facts: object
) -> SearchDocument:
    return SearchDocument(
        id=id_,
        name=name,
        city_name="焦作市",
        county_code=spot.county_code,
        county_name=spot.county,
        township_name=spot.township,
        village_name=village,
        address=address or spot.township,
        status="licensed",
        **facts,  # type: ignore[arg-type]
    )


def _real_spots() -> list[_Spot]:
    with _DIVISIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_code = {row["code"]: row for row in rows}
    spots = []
    for row in rows:
        if row["level"] == "village":
            township = by_code[row["parent_code"]]
            county = by_code[township["parent_code"]]
            spots.append(
                _Spot(
                    county_code=county["code"],
                    county=county["name"],
                    township=township["name"],
                    village=row["name"],
                )
            )
    return spots


def _invented_spots(size: int, random_: random.Random) -> list[_Spot]:
    real = _real_spots()
    heads = sorted({char for spot in real for char in spot.stem[:2] if char not in "第一二三四五六七八九十"})
    villages = sorted({spot.stem[1:] for spot in real if len(spot.stem) in (2, 3)})
    spots = []
    for number in range(max(1, size // 100)):
        county = "".join(random_.sample(heads, 2)) + random_.choice("县县市区")
        for _ in range(12):
            town = "".join(random_.sample(heads, 2)) + random_.choice(("镇", "镇", "乡", "街道"))
            spots += [
                _Spot(
                    county_code=f"{100000 + number:06}000000",
                    county=county,
                    township=county + town,
                    village=f"{random_.choice(heads)}{random_.choice(villages)}村民委员会",
                )
                for _ in range(6)
            ]
    return spots
