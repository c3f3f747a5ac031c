"""A photo's position: asked about, kept only on a yes, gone on everything else."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from report_sample import Reporter, World, jpeg, open_world
from werkzeug.test import TestResponse

from intake.tips.drafts import Draft, load_draft
from intake.tips.locating import Position, positions_of

TAKEN = Position(latitude=35.17234, longitude=113.06178, way="photo", datum="wgs84")
PAGE = "/report/photos"
ASKED = "照片原来带着拍摄位置，在博爱县一带。要告诉我们这个位置吗？"


def photo(latitude: float = TAKEN.latitude, longitude: float = TAKEN.longitude) -> bytes:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (latitude, 0.0, 0.0), 3: "E", 4: (longitude, 0.0, 0.0)}
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as world:
        yield world


@pytest.fixture
def reporter(world: World) -> Reporter:
    reporter = world.reporter()
    reporter.fill()
    return reporter


def upload(reporter: Reporter, data: bytes, **fields: object) -> TestResponse:
    return reporter.post(PAGE, {"photos": (io.BytesIO(data), "门口.jpg"), **fields})


def draft_of(world: World, reporter: Reporter) -> Draft:
    cookie = reporter.client.get_cookie("draft")
    assert cookie is not None
    with world.database.read() as session:
        draft = load_draft(session, cookie.value)
    assert draft is not None
    return draft


def sent_position(world: World, reporter: Reporter) -> Position | None:
    assert reporter.send().location == "/report/sent"
    with world.database.read() as session:
        return positions_of(session, [world.tip().id]).get(world.tip().id)


def test_the_reporter_is_asked_before_going_on_and_no_is_chosen(world: World, reporter: Reporter) -> None:
    assert upload(reporter, photo()).location == PAGE
    page = reporter.text(PAGE)
    assert ASKED in page
    assert 'value="drop" checked' in page
    assert draft_of(world, reporter).offered == TAKEN
    assert draft_of(world, reporter).position is None


def test_yes_makes_it_the_position_of_the_place(world: World, reporter: Reporter) -> None:
    upload(reporter, photo())
    assert reporter.post(PAGE, {"offer": "use"}).location == "/report/contact"
    check = reporter.text("/report/check")
    assert "35.17234,113.06178" in check
    assert "（照片里的拍摄位置）" in check
    assert sent_position(world, reporter) == TAKEN


@pytest.mark.parametrize("answer", [{"offer": "drop"}, {}, {"offer": "nonsense"}])
def test_anything_but_yes_and_it_is_gone(world: World, reporter: Reporter, answer: dict[str, object]) -> None:
    upload(reporter, photo())
    assert reporter.post(PAGE, answer).location == "/report/contact"
    assert draft_of(world, reporter).offered is None
    assert ASKED not in reporter.text(PAGE)
    assert sent_position(world, reporter) is None


def test_a_report_sent_without_an_answer_takes_nothing(world: World, reporter: Reporter) -> None:
    upload(reporter, photo())
    assert sent_position(world, reporter) is None


def test_a_photo_from_elsewhere_leads_to_marking_the_position(world: World, reporter: Reporter) -> None:
    upload(reporter, photo())
    assert reporter.post(PAGE, {"offer": "elsewhere"}).location == "/report/where/position"
    assert draft_of(world, reporter).offered is None
    assert draft_of(world, reporter).position is None


def test_a_photo_that_says_nothing_asks_nothing(reporter: Reporter) -> None:
    assert upload(reporter, jpeg()).location == "/report/contact"
    assert "要告诉我们这个位置吗" not in reporter.text(PAGE)


def test_adding_more_photos_leaves_the_question_open(world: World, reporter: Reporter) -> None:
    upload(reporter, photo(), go="add")
    assert upload(reporter, jpeg(colour="red"), go="add", offer="drop").location == PAGE
    assert ASKED in reporter.text(PAGE)
    upload(reporter, jpeg(colour="blue"), go="add", offer="use")
    assert draft_of(world, reporter).position == TAKEN


def test_taking_out_the_photo_takes_its_position_too(world: World, reporter: Reporter) -> None:
    upload(reporter, photo())
    kept = reporter.text(PAGE).split('name="remove" value="')[1].split('"')[0]
    reporter.post(PAGE, {"remove": kept})
    assert draft_of(world, reporter).offered is None


def test_a_position_that_was_marked_stays_unless_the_photos_is_wanted(
    world: World, reporter: Reporter
) -> None:
    marked = {"text": "35.18000,113.05000", "datum": "wgs84"}
    reporter.post("/report/where/position", marked)
    upload(reporter, photo())
    assert "会换掉您前面标的位置。" in reporter.text(PAGE)
    reporter.post(PAGE, {"offer": "drop"})
    assert "35.18000,113.05000" in reporter.text("/report/check")
    upload(reporter, photo())
    reporter.post(PAGE, {"offer": "use"})
    assert "35.17234,113.06178" in reporter.text("/report/check")


def test_a_photo_taken_in_another_city_says_so(reporter: Reporter) -> None:
    upload(reporter, photo(34.7478, 113.6193))
    assert "照片原来带着拍摄位置，不在焦作市的范围里。" in reporter.text(PAGE)


def test_a_refused_file_beside_it_loses_nothing(world: World, reporter: Reporter) -> None:
    files = [(io.BytesIO(photo()), "门口.jpg"), (io.BytesIO(b"words"), "说明.txt")]
    answer = reporter.post(PAGE, {"photos": files})
    assert answer.status_code == 422
    assert ASKED in answer.get_data(as_text=True)


def test_where_it_is_kept_the_photo_still_has_no_position(world: World, reporter: Reporter) -> None:
    upload(reporter, photo())
    reporter.post(PAGE, {"offer": "use"})
    reporter.send()
    (stored,) = world.settings.uploads.rglob("*.jpg")
    with Image.open(stored) as picture:
        assert not picture.getexif()
