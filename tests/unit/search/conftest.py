"""1,200 invented kindergartens in Jiaozuo's real places, the same on every run, and an index of them."""

import csv
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import publishing.divisions
from publishing.search.engines import Searcher
from publishing.search.ranking import rank
from publishing.search.terms import SearchDocument, query_terms
from publishing.search.verdict import Verdict, decide
from publishing.search.whoosh_engine import WhooshEngine

_DIVISIONS = Path(publishing.divisions.__path__[0]) / "data" / "jiaozuo_divisions.csv"
_FIRST = "金小大童新春启爱乐欢智慧阳星晨育博贝朵彩"
_SECOND = (
    "苹果太阳月亮火车星星天使白鸽海豚摇篮葵花雨露智星英才宝贝画笔城堡森林芽芽童话之星"
    "麦田彩虹蜗牛萌芽希望未来七彩蒙氏春蕾稚慧启明蓓蕾向阳百灵北斗嘉禾瑞德文博和美伊顿"
)
_WORDS = [_SECOND[at : at + 2] for at in range(0, len(_SECOND), 2)]
_KINDS = ("幼儿园",) * 6 + ("双语幼儿园", "艺术幼儿园", "实验幼儿园")

SPECIAL = (
    ("小新芽幼儿园", "博爱县许良镇", {"licence_no": "教民141082260000041号", "uscc": "52410822MJY1234567"}),
    (
        "博爱县月山镇晨光幼儿园",
        "博爱县月山镇",
        {"address": "月山镇花园村学校路12号", "phone": "0391-1000241"},
    ),
    ("小博士幼儿园", "博爱县清化镇街道", {}),
    ("小博士幼儿园", "温县番田镇", {}),
    ("沁阳市小博士幼儿园", "沁阳市太行街道", {}),
    ("焦作市第一幼儿园", "解放区民生街道", {}),
    ("沁阳市第一幼儿园", "沁阳市怀庆街道", {}),
    ("博爱县第一幼儿园", "博爱县鸿昌街道", {}),
    ("温县育才幼儿园", "温县温泉街道", {"former_names": ("温县东关幼儿园",)}),
    ("朝阳门幼儿园", "孟州市大定街道", {}),
    ("红旗渠幼儿园（东校区）", "孟州市河雍街道", {}),
    ("红旗渠幼儿园（西校区）", "孟州市河阳街道", {}),
    ("蓝天鹅幼儿园（总园）", "修武县七贤镇", {}),
    ("我爱我家幼儿园", "修武县郇封镇", {}),
    ("新城阳光海岸幼儿园", "山阳区新城街道", {}),
)
"""Names that the tests ask for, each in a place written as county and township."""


def _rows() -> list[dict[str, str]]:
    with _DIVISIONS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make_corpus() -> list[SearchDocument]:
    """The whole register: first the special ones, then as many invented ones as make 1,200."""
    rows = _rows()
    by_code = {row["code"]: row for row in rows}
    townships = {}
    for row in rows:
        if row["level"] == "township":
            county = by_code[row["parent_code"]]
            townships[county["name"] + row["name"].removeprefix(county["name"])] = (county, row)
    documents = []
    for number, (name, place, facts) in enumerate(SPECIAL):
        county, township = townships[place]
        values = {"village": "", "address": place, **facts}
        documents.append(_document(f"S{number:03}", name, county, township, **values))
    random_ = random.Random(20260901)
    villages = [row for row in rows if row["level"] == "village"]
    while len(documents) < 1200:
        village = random_.choice(villages)
        township = by_code[village["parent_code"]]
        county = by_code[township["parent_code"]]
        short = township["name"].removeprefix(county["name"])
        centre = random_.random() < 0.07
        invented = random_.choice(_FIRST) + random_.choice(_WORDS) + random_.choice(_KINDS)
        name = "中心幼儿园" if centre else invented
        prefix = county["name"] + short if centre else random_.choice(("", "", county["name"], short))
        number = len(documents)
        documents.append(
            _document(
                f"K{number:04}",
                prefix + name,
                county,
                township,
                village=village["name"],
                address=f"{short}{village['name'].removesuffix('民委员会')}{random_.choice('东西')}街{number}号",
                licence_no=f"教民1{county['code'][:6]}7{number:07}号",
                uscc=f"52{county['code'][:6]}MJ{number:08}",
                phone=f"0391-{2000000 + number * 7}",
            )
        )
    return documents


def _document(
    id_: str,
    name: str,
    county: dict[str, str],
    township: dict[str, str],
    *,
    village: str,
    address: str,
    **facts: object,
) -> SearchDocument:
    return SearchDocument(
        id=id_,
        name=name,
        city_name="焦作市",
        county_code=county["code"],
        county_name=county["name"],
        township_name=township["name"],
        village_name=village,
        address=address,
        status="licensed",
        **facts,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="session")
def corpus() -> list[SearchDocument]:
    """The register."""
    return make_corpus()


@pytest.fixture(scope="session")
def searcher(corpus: list[SearchDocument], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """An open index of the register."""
    folder = tmp_path_factory.mktemp("search")
    WhooshEngine().build(folder, corpus)
    with WhooshEngine().open(folder) as opened:
        yield opened


Ask = Callable[..., Verdict]


@pytest.fixture(scope="session")
def ask(corpus: list[SearchDocument], searcher: Searcher) -> Ask:
    """A question put to the whole room: analysed, looked up, ranked, decided."""
    by_id = {document.id: document for document in corpus}

    def _ask(text: str, county: str | None = None) -> Verdict:
        terms = query_terms(text)
        hits = searcher.search(terms, county=county, limit=300)
        return decide(terms, rank(terms, [by_id[hit.id] for hit in hits]))

    return _ask
