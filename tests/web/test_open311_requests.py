"""Open311: what can be read of reports. Only published outcomes, by their number, nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from open311_sample import SEEN, V2, WORDING, App, held, settle
from report_sample import YUESHAN, World, open_world

from intake.cases.reopening import reopen


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def app(world: World) -> App:
    return App(world)


def test_a_published_outcome_is_found_by_its_number_and_says_no_more_than_the_page(
    world: World, app: App
) -> None:
    number = app.sent(**{"attribute[kindergarten_name]": "小星芽宝贝之家"})["service_request_id"]
    settle(world, number)
    (found,) = app.get(f"requests/{number}.json", shape="service_requests")
    assert found == {
        "service_request_id": number,
        "status": "closed",
        "status_notes": WORDING,
        "service_name": "无证",
        "service_code": "unlicensed",
        "description": None,
        "agency_responsible": "博爱县教育体育局",
        "service_notice": None,
        "requested_datetime": "2026-11-01T00:00:00+08:00",
        "updated_datetime": "2026-11-23T16:32:00+08:00",
        "expected_datetime": None,
        "address": "焦作市博爱县月山镇",
        "address_id": YUESHAN,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }
    assert app.get(f"requests/{number}.xml", shape="service_requests") == [found]


def test_english_gives_the_address_from_the_smallest_place_up(world: World, app: App) -> None:
    number = app.sent()["service_request_id"]
    settle(world, number)
    (found,) = App(world, prefix="/en").get(f"requests/{number}.json", shape="service_requests")
    assert found["address"] == "月山镇, 博爱县, 焦作市"
    assert found["service_name"] == "Unlicensed"


def test_an_open_report_is_not_found_exactly_like_one_that_never_was(app: App) -> None:
    number = app.sent()["service_request_id"]
    client = app.world.app.test_client()
    answers = [client.get(f"{V2}/requests/{each}.xml") for each in (number, "博爱2026-0999")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data
    assert app.get("requests.json", shape="service_requests") == []
    assert app.get("requests.json", shape="service_requests", service_request_id=number) == []
    assert app.get("requests.json", shape="service_requests", status="open") == []


def test_harm_to_a_child_is_never_listed(world: World, app: App) -> None:
    settled = app.sent()["service_request_id"]
    settle(world, settled)
    app.sent(service_code="child_harm")
    found = app.get("requests.json", shape="service_requests", status="open,closed")
    assert [each["service_request_id"] for each in found] == [settled]


def test_numbers_go_before_every_other_argument(world: World, app: App) -> None:
    numbers = [app.sent(description=f"{SEEN}{n}")["service_request_id"] for n in range(3)]
    for number in numbers[:2]:
        settle(world, number)
    found = app.get(
        "requests.xml",
        shape="service_requests",
        service_request_id=f"{numbers[1]}, {numbers[0]},{numbers[2]},no",
        service_code="fire",
        status="open",
        start_date="2001-01-01T00:00:00Z",
    )
    assert {each["service_request_id"] for each in found} == set(numbers[:2])


def test_a_report_that_was_answered_twice_is_listed_once_with_the_last_answer(world: World, app: App) -> None:
    number = app.sent()["service_request_id"]
    settle(world, number)
    with world.database.begin() as session:
        reopen(session, 1, reason="举报人说还在收孩子。", actor=world.people["triage"].actor(), now=world.now)
    (still,) = app.get("requests.json", shape="service_requests")
    assert still["status_notes"] == WORDING


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ({}, True),
        ({"start_date": "2026-10-15T00:00:00+08:00"}, True),
        ({"start_date": "2026-10-15T00:00:00 08:00"}, True),
        ({"start_date": "2026-11-01T00:00:00+08:00", "end_date": "2026-11-01T00:00:00+08:00"}, True),
        ({"start_date": "2026-10-31T16:00:00Z", "end_date": "2026-11-20T00:00Z"}, True),
        ({"start_date": "2026-11-01T00:00:01+08:00"}, False),
        ({"end_date": "2026-10-31T23:59:59+08:00"}, False),
        ({"end_date": "2026-10-31T15:59:59Z"}, False),
        ({"start_date": "2026-06-01T00:00:00Z", "end_date": "2026-07-01T00:00:00Z"}, False),
        ({"service_code": "fire,unlicensed"}, True),
        ({"service_code": "fire"}, False),
        ({"status": "closed"}, True),
        ({"status": "open, closed"}, True),
        ({"service_code": "", "status": "", "start_date": "", "page": ""}, True),
        ({"page": "2"}, False),
    ],
)
def test_the_arguments_narrow_the_list(world: World, app: App, query: dict[str, str], listed: bool) -> None:
    settle(world, app.sent()["service_request_id"])
    assert bool(app.get("requests.json", shape="service_requests", **query)) is listed


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"start_date": "2026-11-01"}, "start_date"),
        ({"start_date": "2026-11-01T00:00:00"}, "start_date"),
        ({"end_date": "2026-02-30T00:00:00Z"}, "end_date"),
        ({"start_date": "2026-11-02T00:00:00Z", "end_date": "2026-11-01T00:00:00Z"}, "end_date"),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-11-01T00:00:00Z"}, "90"),
        ({"status": "waiting"}, "waiting"),
        ({"page": "0"}, "page"),
        ({"page": "-1"}, "page"),
        ({"page_size": "1001"}, "page_size"),
        ({"page_size": "二"}, "page_size"),
    ],
)
def test_an_argument_that_cannot_be_read_is_named(app: App, query: dict[str, str], told: str) -> None:
    for form in ("xml", "json"):
        (problem,) = app.get(f"requests.{form}", shape="errors", code=400, **query)
        assert told in problem["description"]


def test_pages_follow_one_another_by_link(world: World, app: App) -> None:
    numbers = [app.sent(description=f"{SEEN}{n}")["service_request_id"] for n in range(3)]
    for number in numbers:
        settle(world, number)
        world.pass_time(hours=1)
    client = world.app.test_client()
    first = client.get(f"{V2}/requests.json?page_size=2&status=closed")
    assert [each["service_request_id"] for each in held(first, "service_requests")] == numbers[:0:-1]
    address = first.headers["Link"]
    assert address.endswith('/open311/v2/requests.json?page_size=2&status=closed&page=2>; rel="next"')
    second = client.get(address.split(">")[0].removeprefix("<http://127.0.0.1:8000"))
    assert [each["service_request_id"] for each in held(second, "service_requests")] == numbers[:1]
    assert "Link" not in second.headers


def test_extensions_are_given_where_they_are_asked_for(world: World, app: App) -> None:
    settle(world, app.sent()["service_request_id"])
    for form in ("xml", "json"):
        (found,) = app.get(f"requests.{form}", shape="service_requests", extensions="true")
        assert found["extended_attributes"]["outcome"] == "substantiated"
        assert found["extended_attributes"]["requested_datetime_precision"] == "month"


def test_a_wording_with_markup_stays_text(world: World, app: App) -> None:
    wording = "经核查<b>属实</b>]]>&amp;\x0b“已停止”"
    settle(world, app.sent()["service_request_id"], wording)
    (found,) = app.get("requests.xml", shape="service_requests")
    assert found["status_notes"] == wording.replace("\x0b", "")


PLANTED = ("申小满", "13812345678", "shen@example.com", "租的民房", "煤气罐", "小星芽", "大队院", "tt222111")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, list[str]]]:
    """A world with a settled report and an open one; their receipt codes."""
    with open_world(tmp_path_factory.mktemp("open311") / "home") as world:
        app = App(world)
        planted = {
            "last_name": "申",
            "first_name": "小满",
            "phone": "13812345678",
            "email": "shen@example.com",
            "device_id": "tt222111",
            "attribute[kindergarten_name]": "小星芽宝贝之家",
        }
        told = [app.sent(**planted), app.sent(**planted, service_code="fire")]
        settle(world, told[0]["service_request_id"])
        yield world, [each["receipt_code"] for each in told]


_WORDS = st.sampled_from(
    ["", "博爱2026-0001", "博爱2026-0002", "unlicensed", "fire", "open", "closed", "true", "1", "2", "%",
     "' OR 1=1 --", "2026-11-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00",
     "<!ENTITY x SYSTEM 'file:///etc/passwd'>", "../../etc/passwd", "\x00", "￿"]
) | st.text(max_size=20)  # fmt: skip
_ARGUMENTS = st.dictionaries(
    st.sampled_from(
        ["service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size",
         "extensions", "jurisdiction_id", "description", "api_key"]
    ),
    _WORDS,
    max_size=5,
)  # fmt: skip
_PATHS = st.sampled_from(
    ["requests", "requests/博爱2026-0001", "requests/博爱2026-0002", "requests/%", "services", "discovery",
     "services/fire", "tokens/1", "tokens/博爱2026-0001"]
)  # fmt: skip


@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(path=_PATHS, form=st.sampled_from(["xml", "json"]), english=st.booleans(), query=_ARGUMENTS)
def test_no_question_draws_out_what_a_report_holds(
    full: tuple[World, list[str]], path: str, form: str, english: bool, query: dict[str, str]
) -> None:
    """Whatever is asked: an answer of the standard's shape, without text, contact, name or code of any
    report, and without the number of the open one."""
    world, codes = full
    prefix = "/en" if english else ""
    response = world.app.test_client().get(f"{prefix}{V2}/{path}.{form}", query_string=query)
    assert response.status_code in (200, 400, 404)
    name, _slash, one = path.partition("/")
    shape = {"requests": "service_requests", "tokens": "errors"}.get(name, name)
    if name == "services" and one:
        shape = "service_definition"
    held(response, shape if response.status_code == 200 else "errors")
    said = response.get_data(as_text=True)
    if name == "requests":
        for planted in (*PLANTED, *codes, *(code.replace(" ", "") for code in codes)):
            assert planted not in said
        if response.status_code == 200:
            assert "博爱2026-0002" not in said


@hypothesis_settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    fields=st.dictionaries(
        st.sampled_from(
            ["service_code", "address_string", "address_id", "lat", "long", "description", "media_url",
             "attribute[seen]", "attribute[also][]", "attribute[county]", "attribute[]", "attribute[village]",
             "attribute[kindergarten_id]", "first_name", "phone", "account_id", "jurisdiction_id"]
        ),
        _WORDS,
        max_size=8,
    ),
    form=st.sampled_from(["xml", "json"]),
)  # fmt: skip
def test_whatever_is_sent_is_received_whole_or_refused_whole(
    full: tuple[World, list[str]], fields: dict[str, str], form: str
) -> None:
    world, _codes = full
    before = world.tips()
    response = world.app.test_client().post(f"{V2}/requests.{form}", data=fields)
    assert response.status_code in (200, 400, 404)
    held(response, "created" if response.status_code == 200 else "errors")
    assert world.tips() - before == (response.status_code == 200)


def test_time_far_away_is_no_failure(app: App) -> None:
    for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        for name in ("start_date", "end_date"):
            response = app.world.app.test_client().get(f"{V2}/requests.json", query_string={name: moment})
            assert response.status_code in (200, 400)
