"""Where a photo was taken: read from every kind of file, doubted, and never a reason to refuse a photo."""

import io
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from intake.tips.locating import Position
from intake.tips.photo_positions import position_of, taken_at
from intake.tips.photos import clean, clean_and_ask
from publishing.divisions.positions import is_shifted

HERE = Position(latitude=35.17234, longitude=113.06178, way="photo", datum="wgs84")
GPS: dict[int, Any] = {
    1: "N",
    2: (35.0, 10.0, 20.424),
    3: "E",
    4: (113.0, 3.0, 42.408),
}


def photo(kind: str = "JPEG", gps: dict[int, Any] | None = None) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825).update(GPS if gps is None else gps)
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, kind, exif=exif.tobytes())
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_position_is_read_and_is_not_in_the_picture(kind: str) -> None:
    cleaned, position = clean_and_ask(photo(kind))
    assert position == HERE
    assert not Image.open(io.BytesIO(cleaned.jpeg)).getexif()
    assert b"Exif" not in cleaned.jpeg


def test_cleaning_alone_says_nothing_of_it() -> None:
    assert clean(photo()) == clean_and_ask(photo())[0]


def test_a_photo_without_a_position_has_none() -> None:
    assert clean_and_ask(photo(gps={}))[1] is None
    plain = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(plain, "JPEG")
    assert clean_and_ask(plain.getvalue())[1] is None


@pytest.mark.parametrize(
    "changed",
    [
        {1: "S"},
        {3: "W"},
        {2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)},
        {2: (95.0, 0.0, 0.0)},
        {4: (213.0, 0.0, 0.0)},
        {9: "V"},
        {2: (48.0, 51.0, 30.0), 4: (2.0, 17.0, 40.0)},
    ],
    ids=["south", "west", "no fix", "no latitude", "no longitude", "void", "Paris"],
)
def test_what_cannot_be_the_place_is_not_offered(changed: dict[int, Any]) -> None:
    assert clean_and_ask(photo(gps={**GPS, **changed}))[1] is None


@pytest.mark.parametrize("missing", [2, 4])
def test_half_a_position_is_none(missing: int) -> None:
    gps = {tag: value for tag, value in GPS.items() if tag != missing}
    assert clean_and_ask(photo(gps=gps))[1] is None


def test_phones_write_minutes_with_a_fraction_and_letters_as_bytes() -> None:
    assert position_of({1: b"N\0", 2: (35, Fraction(103404, 10000)), 3: b"E", 4: (113, 3.7068)}) == HERE
    assert position_of({2: (35.17234,), 4: (113.06178,)}) == HERE


def test_a_phone_that_says_it_shifts_is_believed() -> None:
    found = position_of({**GPS, 18: "GCJ-02"})
    assert found is not None
    assert found.datum == "gcj02"
    assert (found.latitude, found.longitude) != (HERE.latitude, HERE.longitude)


def test_a_number_without_a_value_takes_only_the_position_away() -> None:
    nothing = IFDRational(0, 0)
    cleaned, position = clean_and_ask(photo(gps={**GPS, 2: (nothing, nothing, nothing)}))
    assert position is None
    assert cleaned.width == 60


class Telling(Image.Image):
    """A picture with these GPS entries, whatever they are."""

    def __init__(self, gps: object) -> None:
        super().__init__()
        self.gps = gps

    def getexif(self) -> Any:
        class Entries:
            def get_ifd(self, _tag: int) -> Any:
                return gps

        gps = self.gps
        return Entries()


numbers = st.floats() | st.integers() | st.fractions() | st.none() | st.text(max_size=5)
entries = numbers | st.binary(max_size=8) | st.lists(numbers, max_size=5).map(tuple)


@given(gps=st.dictionaries(st.sampled_from([1, 2, 3, 4, 9, 18]), entries))
def test_whatever_a_photo_says_it_gives_a_place_in_china_or_nothing(gps: dict[int, Any]) -> None:
    found = taken_at(Telling(gps))
    assert found is None or is_shifted(found.point)


@pytest.mark.parametrize("gps", [None, 5, [], "N"])
def test_a_photo_that_says_nonsense_says_nothing(gps: object) -> None:
    assert taken_at(Telling(gps)) is None
