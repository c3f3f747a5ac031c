"""公告 and 举报处理结果: the lists, one announcement as a document, its PDF, and the figures."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from public_sample import BOAI, SPRING_LIST, Published, announced, empty, people_of, publish, publish_outcomes

from portal.pages import statistics
from portal.pages.statistics import guarded_total
from publishing.announcements.drafting import draft_from_batch
from publishing.registry.importing import import_list


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    made = publish(tmp_path_factory.mktemp("announcements"))
    yield made
    made.database.close()


@pytest.fixture
def client(published: Published) -> FlaskClient:
    return published.app.test_client()


@pytest.fixture
def nothing(tmp_path: Path) -> Iterator[Published]:
    made = empty(tmp_path)
    yield made
    made.database.close()


def text(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.get_data(as_text=True)


def test_announcements_are_listed_newest_first_with_number_and_date(client: FlaskClient) -> None:
    page = text(client, "/announcements/")
    assert page.index("博爱县2026年秋季学期") < page.index("博爱县2026年春季学期")
    assert '博教公告<span class="ming-nobr">〔2026〕2号</span>' in page
    assert "2026年11月20日" in page


def test_announcements_of_one_county(client: FlaskClient) -> None:
    page = text(client, "/announcements/?county=410821")
    assert "修武县的公告" in page
    assert "博爱县2026年" not in page
    assert "没有这个县（市、区）" in text(client, "/announcements/?county=1", 404)


def test_an_announcement_tells_what_changed(client: FlaskClient, published: Published) -> None:
    page = text(client, f"/announcements/{published.autumn}")
    assert "新增2所，变更1所，不再列入1所，其余3所没有变化" in page
    assert f'href="/announcements/{published.spring}"' in page
    assert "地址由<del>许良村北</del>改为<ins>下水磨村</ins>" in page
    assert "吊销许可证。2026年6月查实伪造消防验收文件" in page


def test_the_first_announcement_compares_with_nothing(client: FlaskClient, published: Published) -> None:
    page = text(client, f"/announcements/{published.spring}")
    assert "这是第一次公告名单，共5所" in page
    assert "ming-diff" not in page


def test_an_announcement_shows_the_document_and_its_whole_list(
    client: FlaskClient, published: Published
) -> None:
    page = text(client, f"/announcements/{published.autumn}")
    assert '<p class="ming-doc__org">博爱县教育体育局</p>' in page
    assert "监督举报电话：" in page
    assert 'href="tel:03911000822"' in page
    assert page.count('<tr id="item-') == 6
    assert f'href="/kindergartens/{published.id_of("晨光幼儿园")}"' in page


def test_an_announcement_can_be_checked_by_its_hash(client: FlaskClient, published: Published) -> None:
    page = text(client, f"/announcements/{published.autumn}")
    digest = page.partition("<dt>内容校验码</dt><dd>")[2].partition("</dd>")[0].replace(" ", "")
    assert len(digest) == 64
    assert int(digest, 16) > 0


def test_an_announcement_s_document_stays_chinese_in_english(
    client: FlaskClient, published: Published
) -> None:
    page = text(client, f"/en/announcements/{published.autumn}")
    assert '<article class="ming-doc" lang="zh-CN">' in page
    assert "2 new, 1 changed, 1 no longer listed, 3 unchanged" in page
    assert "2026年11月20日</p></article>" in page


def test_the_pdf_may_be_kept_and_asked_for_again(client: FlaskClient, published: Published) -> None:
    path = f"/announcements/{published.autumn}.pdf"
    first = client.get(path)
    assert first.status_code == 200
    assert first.data.startswith(b"%PDF-")
    assert first.headers["Content-Type"] == "application/pdf"
    assert first.headers["Content-Disposition"].startswith("inline")
    assert "public" in first.headers["Cache-Control"]
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(f"{path}?download=1").headers["Content-Disposition"].startswith("attachment")


def test_what_is_not_released_is_not_there(nothing: Published) -> None:
    editor, _approver = people_of(nothing.database, "博")
    now = datetime(2026, 11, 20, tzinfo=UTC)
    with nothing.database.begin() as session:
        batch = import_list(
            session,
            data=("园名,乡镇,地址,办园性质,办学许可证号,有效期,联系电话\n" + SPRING_LIST[0]).encode(),
            filename="名单.csv",
            county_code=BOAI,
            actor=editor,
            now=now,
            today=date(2026, 11, 20),
        ).batch_id
        draft = draft_from_batch(session, batch, actor=editor, now=now)
    client = nothing.app.test_client()
    for path in (f"/announcements/{draft.id}", f"/announcements/{draft.id}.pdf", "/announcements/999"):
        assert "没有这份公告" in text(client, path, 404)
    assert "还没有发布公告" in text(client, "/announcements/")


def test_many_changes_are_folded_away_behind_the_first_ten(nothing: Published) -> None:
    people = people_of(nothing.database, "博")
    then, now = datetime(2026, 4, 10, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
    rows = [
        f"第{n}幼儿园,月山镇,{{}}{n}号,民办,教民1410822600{n:05d}号,2024.9.1-2027.8.31," for n in range(1, 14)
    ]
    announced(nothing.database, people, BOAI, [row.format("老街") for row in rows], now=then)
    second = announced(nothing.database, people, BOAI, [row.format("新街") for row in rows], now=now)
    page = text(nothing.app.test_client(), f"/announcements/{second.id}")
    assert "看其余3项变化" in page
    assert page.count("<del>") == 13


def test_outcomes_name_place_problem_and_result(client: FlaskClient) -> None:
    page = text(client, "/outcomes/")
    assert "第3处看护点已经停止招收幼儿" in page
    assert "博爱县月山镇" in page
    assert "属实" in page


def test_outcomes_are_narrowed_and_paged(nothing: Published) -> None:
    publish_outcomes(nothing.database, 28)
    client = nothing.app.test_client()
    assert text(client, "/outcomes/").count('id="outcome-') == 20
    assert text(client, "/outcomes/?page=2").count('id="outcome-') == 8
    assert text(client, "/outcomes/?category=food").count('id="outcome-') == 7
    assert "没有符合条件的处理结果" in text(client, "/outcomes/?county=410821")
    assert text(client, "/outcomes/?category=nonsense").count('id="outcome-') == 20


def test_figures_stand_in_division_order_with_their_definitions(client: FlaskClient) -> None:
    page = text(client, "/statistics/")
    places = [page.index(name) for name in ("解放区", "修武县", "博爱县", "孟州市")]
    assert places == sorted(places)
    assert page.count("这些数字怎么算") == 5
    assert "不作排名" in page


def test_small_counts_of_reports_are_not_published(client: FlaskClient) -> None:
    page = text(client, "/statistics/")
    outcomes = page.partition("已公布的处理结果件数")[2]
    assert '<th scope="row">属实</th><td class="ming-r ming-nobr">少于5</td>' in outcomes
    assert '<th scope="row">合计</th><td class="ming-r ming-nobr">少于5</td>' in outcomes


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([0, 0], "0"),
        ([5, 12, 0], "17"),
        ([3, 12, 20], "超过32"),
        ([1, 0], "少于5"),
        ([3, 4], "超过4"),
        ([4, 4, 4, 4], "超过10"),
    ],
)
def test_a_total_never_gives_a_small_count_away(published: Published, counts: list[int], said: str) -> None:
    with published.app.test_request_context("/"):
        assert guarded_total(counts) == said


def test_figures_below_the_line_are_those_that_could_point_at_a_person() -> None:
    assert [n for n in range(8) if statistics.is_small(n)] == [1, 2, 3, 4]
