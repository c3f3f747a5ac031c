"""Open311: sending a report. Same routing, limits and secrecy as the form; a retry makes no second report."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from open311_sample import REPORT, SEEN, V2, App, held
from report_sample import BOAI, HUAYUAN, PASSPHRASE, World, jpeg, open_world, publish_register

from intake.custody.unlocking import unlock
from intake.tips.following import find_by_code
from intake.tips.locating import positions_of
from intake.tips.sealing import Contact
from intake.tips.unsealing import unseal
from portal.api.keys import add_key, revoke_key
from publishing.kernel.identity import SYSTEM
from publishing.kernel.settings import secret

KEY = "5f0d7c1e-6f0b-4a53-9f2a-0e6c1d1c7b11"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def app(world: World) -> App:
    return App(world)


def opened_contact(world: World) -> Contact:
    """What the custodian of the county finds sealed in the only report."""
    custodian = world.people["custodian"].actor()
    with world.database.begin() as session:
        return unseal(
            session,
            world.tip().id,
            keyring=unlock(session, PASSPHRASE, actor=custodian, now=world.now),
            cause="contact",
            reason="当面核实情况",
            form="once",
            actor=custodian,
            now=world.now,
        )


@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_report_is_received_and_assigned_at_once(world: World, app: App, form: str) -> None:
    response = app.post(form)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in response.headers
    (told,) = held(response, "created")
    assert told["service_request_id"] == "博爱2026-0001"
    assert told["account_id"] is None
    tip = world.tip()
    assert (tip.channel, tip.category, tip.state, tip.division_code) == (
        "open311",
        "unlicensed",
        "assigned",
        HUAYUAN,
    )
    assert tip.responsible_user_id == world.people["wang"].id
    with world.database.read() as session:
        view = find_by_code(session, told["receipt_code"], secret=secret(world.settings, "receipts"))
    assert view is not None
    assert view.number == told["service_request_id"]


def test_the_same_request_sent_again_is_one_report_with_one_receipt(world: World, app: App) -> None:
    photo = jpeg()
    first, second = (
        app.sent(key=KEY, media=(io.BytesIO(photo), "a.jpg"), form=form) for form in ("json", "xml")
    )
    assert first["receipt_code"] == second["receipt_code"]
    assert world.tips() == 1


def test_one_key_for_two_reports_loses_neither_and_tells_neither_code(world: World, app: App) -> None:
    first, second = app.sent(key=KEY), app.sent(key=KEY, description="校车超载，七座的车坐了十五个孩子。")
    assert first["receipt_code"] != second["receipt_code"]
    assert world.tips() == 2


def test_without_a_key_every_request_is_a_report_of_its_own(world: World, app: App) -> None:
    assert app.sent()["receipt_code"] != app.sent()["receipt_code"]
    assert world.tips() == 2


@pytest.mark.parametrize("key", ["short", "x" * 201, "ключ-который-не-латиница"])
def test_a_key_that_others_could_guess_is_refused(app: App, key: str) -> None:
    client = app.world.app.test_client()
    response = client.post(
        f"{V2}/requests.json", data=REPORT, headers={"Idempotency-Key": key.encode().decode("latin-1")}
    )
    assert response.status_code == 400
    assert "Idempotency-Key" in held(response, "errors")[0]["description"]


def test_contact_is_sealed_and_the_device_is_kept_nowhere(world: World, app: App) -> None:
    app.sent(
        last_name="申",
        first_name="小满",
        phone="13812345678",
        email="shen@example.com",
        account_id="user-77",
        device_id="tt222111",
        description=f"{SEEN}我叫申小满，电话13812345678。",
    )
    opened = opened_contact(world)
    assert opened.name == "申小满"
    assert opened.contact == "13812345678；shen@example.com；user-77"
    stored = b"".join(path.read_bytes() for path in world.settings.home.rglob("*") if path.is_file())
    for planted in ("申小满", "13812345678", "shen@example.com", "user-77", "tt222111"):
        assert planted.encode() not in stored


def test_latin_names_keep_their_order(world: World, app: App) -> None:
    app.sent(first_name="John", last_name="Smith")
    opened = opened_contact(world)
    assert opened.name == "John Smith"


def test_attributes_fill_in_the_report(world: World, app: App) -> None:
    kindergarten = publish_register(world)
    app.sent(
        **{
            "attribute[also][]": ["fire", "child_harm"],
            "attribute[village]": "月山镇花园村",
            "attribute[kindergarten_name]": "小星芽宝贝之家",
            "attribute[kindergarten_id]": kindergarten,
            "attribute[seen]": "早上七点半送来。",
            "address_string": "大队院东边",
        }
    )
    tip = world.tip()
    assert (tip.category, tip.more_categories) == ("child_harm", "unlicensed,fire")
    assert tip.hold == "harm"
    assert tip.text == f"{SEEN}\n早上七点半送来。"
    assert tip.place_words == "月山镇花园村，大队院东边"
    assert (tip.kindergarten_name, tip.kindergarten_id) == ("小星芽宝贝之家", kindergarten)


def test_seen_may_stand_alone_and_is_not_told_twice(world: World, app: App) -> None:
    app.sent(description=None, **{"attribute[seen]": SEEN})
    app.sent(**{"attribute[seen]": SEEN})
    assert [tip.text for tip in world.all_tips()] == [SEEN, SEEN]


def test_our_own_code_of_a_division_is_a_place(world: World, app: App) -> None:
    app.sent(address_string=None, address_id=HUAYUAN, **{"attribute[county]": None})
    assert (world.tip().division_code, world.tip().state) == (HUAYUAN, "assigned")


def test_a_position_alone_goes_to_the_triage_of_the_county_it_lies_in(world: World, app: App) -> None:
    told = app.sent(address_string=None, lat="35.2334567", long="113.0651", **{"attribute[county]": None})
    tip = world.tip()
    assert (tip.state, tip.hold, tip.place_words) == ("received", "place", "")
    assert tip.division_code == BOAI
    assert "前告诉您是否受理" in told["service_notice"]
    with world.database.read() as session:
        position = positions_of(session, [tip.id])[tip.id]
    assert (position.latitude, position.longitude, position.datum) == (35.23346, 113.0651, "wgs84")


def test_photos_are_cleaned_like_the_forms(world: World, app: App) -> None:
    two = [(io.BytesIO(jpeg()), "a.jpg"), (io.BytesIO(jpeg(colour="red")), "b.jpg")]
    app.sent(**{"media": two, "file[]": (io.BytesIO(jpeg(colour="blue")), "c.jpg")})
    assert len(list(world.settings.uploads.rglob("*.jpg"))) == 3


def test_everything_that_is_wrong_is_told_at_once(app: App) -> None:
    problems = app.refused(
        service_code=None,
        address_string=None,
        description=None,
        media_url="http://example.com/a.jpg",
        media=(io.BytesIO(b"no photo"), "seen.jpg"),
        **{"attribute[colour]": "red", "attribute[county]": None, "attribute": "x"},
    )
    for told in ("service_code", "address_string", "attribute[seen]", "media_url", "seen.jpg", "[colour]"):
        assert any(told in problem for problem in problems), told
    assert len(problems) == len(set(problems)) == 7


@pytest.mark.parametrize(
    ("status", "field", "value", "told"),
    [
        (404, "service_code", "potholes", "potholes"),
        (404, "jurisdiction_id", "sfgov.org", "sfgov.org"),
        (400, "service_code", "", "service_code"),
        (400, "lat", "35.2", "lat"),
        (400, "long", "113.1", "long"),
        (400, "lat", "nan", "WGS-84"),
        (400, "address_id", "999999999999", "999999999999"),
        (400, "attribute[county]", "410899000000", "410899000000"),
        (400, "attribute[also]", "potholes", "potholes"),
        (400, "attribute[kindergarten_id]", "nothere", "nothere"),
        (400, "description", "长" * 4001, "4000"),
        (400, "phone", "1" * 51, "phone"),
        (400, "media_url", "http://example.com/a.jpg", "media_url"),
        (403, "api_key", "mingyuan_wrong", "api_key"),
    ],
)
def test_every_wrong_field_is_named(app: App, status: int, field: str, value: str, told: str) -> None:
    for form in ("xml", "json"):
        assert any(told in problem for problem in app.refused(status, form, **{field: value}))


@pytest.mark.parametrize("encoded", ["煤气罐".encode("gbk"), b"%C3%BA%C6%F8%B9%DE"])
def test_text_that_is_not_utf_8_is_refused_instead_of_spoilt(app: App, encoded: bytes) -> None:
    response = app.world.app.test_client().post(
        f"{V2}/requests.xml",
        data=b"service_code=fire&address_string=x&description=" + encoded,
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 400
    assert "UTF-8" in held(response, "errors")[0]["description"]


@pytest.mark.parametrize("content_type", ["application/json", "text/xml", "text/plain"])
def test_a_body_that_is_no_form_is_refused(app: App, content_type: str) -> None:
    body = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'
    response = app.world.app.test_client().post(f"{V2}/requests.xml", data=body, content_type=content_type)
    assert response.status_code == 400
    assert b"root:" not in response.data
    held(response, "errors")


def test_a_page_of_another_site_cannot_send_with_a_visitors_browser(app: App) -> None:
    response = app.world.app.test_client().post(
        f"{V2}/requests.json", data=REPORT, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 403
    assert app.world.tips() == 0


def test_a_request_that_is_too_large_is_told_in_the_standards_form(app: App) -> None:
    response = app.post(media=(io.BytesIO(b"\xff" * 450 * 1024), "a.jpg"))
    assert response.status_code == 413
    held(response, "errors")


def test_a_contact_that_cannot_be_sealed_is_refused_and_nothing_is_kept(app: App) -> None:
    elsewhere = {"address_string": None, "address_id": "410823000000", "attribute[county]": None}
    assert any("phone" in problem for problem in app.refused(phone="13812345678", **elsewhere))
    assert app.sent(**elsewhere)["service_request_id"].startswith("武陟")


def test_over_the_limit_a_report_waits_for_a_look_and_is_not_refused(world: World, app: App) -> None:
    for number in range(10):
        app.sent(description=f"{SEEN}第{number}次看到。")
    told = app.sent(description=f"{SEEN}又一次。", key=KEY)
    assert world.all_tips()[-1].hold == "over_limit"
    assert app.sent(description=f"{SEEN}又一次。", key=KEY) == told
    assert {tip.hold for tip in world.all_tips()[:-1]} == {""}


def test_a_report_sent_again_does_not_count_against_the_limit(world: World, app: App) -> None:
    for _again in range(12):
        app.sent(key=KEY)
    app.sent(description=f"{SEEN}另一处。")
    assert {tip.hold for tip in world.all_tips()} == {""}


def test_a_partners_key_lifts_the_limit_until_it_is_revoked(world: World, app: App) -> None:
    with world.database.begin() as session:
        key = add_key(session, "焦作百姓通", actor=SYSTEM, now=world.now)
    for number in range(12):
        app.sent(description=f"{SEEN}第{number}次看到。", api_key=key)
    assert {tip.hold for tip in world.all_tips()} == {""}
    with world.database.begin() as session:
        revoke_key(session, "焦作百姓通", actor=SYSTEM, now=world.now)
    app.refused(403, api_key=key)
    app.sent(description="不带密钥也可以发送。")


def test_harm_to_a_child_is_told_to_call_the_police_in_danger(app: App) -> None:
    assert "110" in app.sent(service_code="child_harm")["service_notice"]
    english = App(app.world, prefix="/en").sent(service_code="child_harm")["service_notice"]
    assert english.startswith("If a child is in danger now, call 110.")


def test_while_nothing_can_be_stored_the_sender_is_told_to_try_again(world: World, app: App) -> None:
    world.database.engine.dispose()
    (world.settings.home / "test.sqlite3").rename(world.settings.home / "gone")
    (world.settings.home / "test.sqlite3").mkdir()
    response = app.post(key=KEY)
    assert response.status_code == 503
    assert "Idempotency-Key" in held(response, "errors")[0]["description"]


def test_county_is_only_a_hint_where_the_address_names_the_place(world: World, app: App) -> None:
    app.sent(**{"attribute[county]": BOAI, "address_id": HUAYUAN})
    assert world.tip().division_code == HUAYUAN
