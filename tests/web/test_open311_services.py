"""Open311: discovery, services and their questions, in the standard's shape, both formats, two languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from open311_sample import V2, App, held
from report_sample import BOAI, WUZHI, World, open_world

from intake.tips.rules import CATEGORIES


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home: Path = tmp_path_factory.mktemp("open311")
    with open_world(home / "home") as opened:
        yield opened


@pytest.fixture
def app(world: World) -> App:
    return App(world)


def test_discovery_names_both_languages_of_this_interface(app: App) -> None:
    found = app.get("discovery.json", shape="discovery")
    assert [each["url"] for each in found["endpoints"]] == [
        "http://127.0.0.1:8000/open311/v2",
        "http://127.0.0.1:8000/en/open311/v2",
    ]
    assert app.get("discovery.xml", shape="discovery") == found


def test_every_category_is_a_service_with_questions(app: App) -> None:
    services = app.get("services.json", shape="services")
    assert [each["service_code"] for each in services] == list(CATEGORIES)
    assert {each["metadata"] for each in services} == {True}
    assert {each["type"] for each in services} == {"realtime"}


@pytest.mark.parametrize("code", CATEGORIES)
def test_a_definition_is_the_same_in_xml_and_json(app: App, code: str) -> None:
    as_json = app.get(f"services/{code}.json", shape="service_definition")
    as_xml = app.get(f"services/{code}.xml", shape="service_definition")
    orders = [each["order"] for each in as_json["attributes"]]
    assert orders == list(range(1, len(orders) + 1))
    for first, second in zip(as_json["attributes"], as_xml["attributes"], strict=True):
        assert {**second, "order": int(second["order"])} == {
            name: ("true" if value is True else "false" if value is False else value)
            for name, value in first.items()
        }


def test_a_definition_asks_for_place_and_name_and_offers_counties_and_other_problems(
    app: App,
) -> None:
    asked = {
        each["code"]: each for each in app.get("services/fire.json", shape="service_definition")["attributes"]
    }
    assert {code: each["datatype"] for code, each in asked.items()} == {
        "seen": "text",
        "also": "multivaluelist",
        "county": "singlevaluelist",
        "village": "string",
        "kindergarten_name": "string",
        "kindergarten_id": "string",
        "photo_hint": "string",
    }
    assert [code for code, each in asked.items() if each["required"]] == ["seen"]
    assert [code for code, each in asked.items() if not each["variable"]] == ["photo_hint"]
    assert [value["key"] for value in asked["county"]["values"]] == [BOAI, WUZHI]
    assert "fire" not in [value["key"] for value in asked["also"]["values"]]


def test_english_is_a_path(world: World) -> None:
    english = App(world, prefix="/en")
    services = english.get("services.xml", shape="services")
    assert services[2]["service_name"] == "Fire safety"
    definition = english.get("services/fire.json", shape="service_definition")
    questions = [each for each in definition["attributes"] if each["code"] != "county"]
    words = " ".join(f"{each['description']} {each['datatype_description']}" for each in questions)
    assert not any("\u4e00" <= character <= "\u9fff" for character in words.replace("月山镇花园村", ""))
    (problem,) = english.get("tokens/1.json", shape="errors", code=404)
    assert problem["description"].startswith("There is no such token")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("services/nothing.xml", 404),
        ("services/nothing.json", 404),
        ("nothing.json", 404),
        ("services", 404),
        ("services.yaml", 404),
        ("requests/博爱2026-0001.xml", 404),
        ("tokens/abc.xml", 404),
        ("services.json?jurisdiction_id=sfgov.org", 404),
        ("requests.xml?jurisdiction_id=sfgov.org", 404),
        ("requests.json?start_date=gestern", 400),
        ("requests.json?status=half", 400),
        ("requests.json?service_code=potholes", 404),
    ],
)
def test_what_is_not_there_is_told_in_the_standards_form(world: World, path: str, status: int) -> None:
    response = world.app.test_client().get(f"{V2}/{path}")
    assert response.status_code == status
    problems = held(response, "errors")
    assert {str(each["code"]) for each in problems} == {str(status)}
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"].startswith("application/json" if ".json" in path else "text/xml")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "services.xml", {"GET", "HEAD", "OPTIONS"}),
        ("DELETE", "requests.json", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("PUT", "requests/x.xml", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_another_method_is_405_and_says_which_are_allowed(
    world: World, method: str, path: str, allowed: set[str]
) -> None:
    response = world.app.test_client().open(f"{V2}/{path}", method=method)
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == allowed
    held(response, "errors")


@pytest.mark.parametrize("jurisdiction", ["410800000000", "410800", "127.0.0.1", ""])
def test_the_city_may_be_named_in_any_of_its_ways(app: App, jurisdiction: str) -> None:
    assert app.get("services.json", shape="services", jurisdiction_id=jurisdiction)


def test_what_is_published_is_open_to_every_page_and_kept_by_caches(world: World) -> None:
    client = world.app.test_client()
    response = client.get(f"{V2}/services.json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Cache-Control"] == "public, max-age=600"
    again = client.get(f"{V2}/services.json", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_root_leads_developers_to_the_page_for_them(world: World) -> None:
    client = world.app.test_client()
    assert client.get(f"{V2}/").location == "/about/open311"
    assert client.get(f"/en{V2}/").location == "/en/about/open311"
