"""Photos: what comes out is a picture and nothing else; what is no photo is refused with its reason."""

import io
import os
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.ImageFile import ImageFile

from intake.tips.photo_parts import foreign_segments
from intake.tips.photos import MAX_BYTES, CleanPhoto, clean, store
from publishing.kernel.errors import Invalid

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")


def picture(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new(mode, (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010F] = "SecretPhone"
    gps = data.get_ifd(0x8825)
    gps[1], gps[2] = "N", (35.0, 10.0, 0.0)
    return data.tobytes()


def reason(data: bytes) -> object:
    with pytest.raises(Invalid) as refused:
        clean(data)
    assert refused.value.values["field"] == "photo"
    return refused.value.values["reason"]


def opened(photo: CleanPhoto) -> ImageFile:
    return Image.open(io.BytesIO(photo.jpeg))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_photo_of_each_kind_comes_out_as_a_jpeg_without_metadata(kind: str) -> None:
    photo = clean(encoded(picture(), kind, exif=exif()))
    result = opened(photo)
    assert (result.format, result.size, photo.width, photo.height) == ("JPEG", (60, 40), 60, 40)
    assert not result.getexif()
    assert set(result.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"SecretPhone" not in photo.jpeg
    assert foreign_segments(photo.jpeg) == ()


def test_comments_and_text_chunks_do_not_survive() -> None:
    assert b"secret" not in clean(encoded(picture(), comment=b"secret")).jpeg


def test_the_phones_orientation_is_applied() -> None:
    photo = clean(encoded(picture(), exif=exif(orientation=6)))
    assert (photo.width, photo.height) == (40, 60)
    red, _, blue = opened(photo).convert("RGB").getpixel((20, 5))  # type: ignore[misc]
    assert red > blue


def test_a_large_photo_is_made_smaller_in_proportion() -> None:
    photo = clean(encoded(picture(4000, 1000)))
    assert (photo.width, photo.height) == (2048, 512)


@pytest.mark.parametrize("mode", ["RGBA", "L", "P", "LA", "CMYK", "1"])
def test_every_colour_mode_becomes_a_plain_photo(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert opened(clean(encoded(picture().convert(mode), kind))).mode == "RGB"


def test_what_can_be_seen_through_is_laid_on_white() -> None:
    glass = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    assert opened(clean(encoded(glass, "PNG"))).getpixel((5, 5)) == (255, 255, 255)


def test_only_the_first_frame_of_an_animation_is_kept() -> None:
    frames = encoded(picture(), "WEBP", save_all=True, append_images=[Image.new("RGB", (60, 40), "green")])
    assert opened(clean(frames)).size == (60, 40)


def test_nothing_is_refused_as_empty() -> None:
    assert reason(b"") == "empty"


def test_too_many_bytes_are_refused_before_decoding() -> None:
    assert reason(b"\xff\xd8" + b"\0" * MAX_BYTES) == "too_big"


@pytest.mark.parametrize(
    "data", [b"hello", b"GIF89a" + b"\0" * 50, b"BM" + b"\0" * 60, b"\0" * 100, b"PK\x03\x04"]
)
def test_other_files_are_no_photos(data: bytes) -> None:
    assert reason(data) == "not_photo"


def test_a_gif_is_no_photo() -> None:
    assert reason(encoded(picture(), "GIF")) == "not_photo"


@pytest.mark.parametrize("kind", FORMATS)
def test_a_photo_cut_off_halfway_is_refused(kind: str) -> None:
    image = Image.effect_noise((200, 200), 80).convert("RGB")
    data = encoded(image, kind)
    assert reason(data[: len(data) // 2]) in {"broken", "not_photo"}


def test_a_bomb_is_refused_without_unpacking_it() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)

    def chunk(name: bytes, content: bytes) -> bytes:
        crc = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", crc)

    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    assert reason(bomb) == "too_many_pixels"


def test_more_than_fifty_megapixels_are_refused() -> None:
    assert reason(encoded(Image.new("1", (10_000, 5_001)), "PNG")) == "too_many_pixels"


@pytest.mark.parametrize(
    "tail", [b"<script>alert(1)</script>", b"<?PHP system(1);", b"<HTML>", b"%PDF-1.7\n"]
)
def test_a_photo_that_is_also_a_page_or_program_is_refused(tail: bytes) -> None:
    assert reason(encoded(picture()) + tail) == "polyglot"


def test_a_photo_that_is_also_an_archive_is_refused() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("a.txt", "a")
    assert reason(encoded(picture()) + archive.getvalue()) == "polyglot"


def test_what_a_phone_hangs_behind_a_photo_is_left_off() -> None:
    photo = clean(encoded(picture()) + b"\0\0\0\x18ftypmp42" + b"moving picture")
    assert b"moving" not in photo.jpeg
    assert photo.jpeg.endswith(b"\xff\xd9")


def test_a_script_that_calls_itself_a_photo_is_refused() -> None:
    assert reason(b"\xff\xd8\xff\xe0#!/bin/sh\nrm -rf /") in {"not_photo", "broken"}


@settings(deadline=None, max_examples=60)
@given(data=st.data(), kind=st.sampled_from(FORMATS))
def test_a_damaged_photo_is_cleaned_or_refused_and_never_more(data: st.DataObject, kind: str) -> None:
    good = bytearray(encoded(picture(), kind))
    for _ in range(data.draw(st.integers(1, 8))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    try:
        photo = clean(bytes(good))
    except Invalid:
        return
    assert foreign_segments(photo.jpeg) == ()


def test_segments_that_could_carry_metadata_are_recognised() -> None:
    assert foreign_segments(encoded(picture(), exif=exif())) == (0xE1,)
    assert foreign_segments(encoded(picture(), comment=b"x")) == (0xFE,)
    assert foreign_segments(encoded(picture()) + b"tail") == (0xD9,)


def test_a_stored_photo_lies_under_a_random_name_that_only_we_can_read(tmp_path: Path) -> None:
    photo = clean(encoded(picture()))
    first, second = store(tmp_path, photo), store(tmp_path, photo)
    assert first != second
    assert (tmp_path / first).read_bytes() == photo.jpeg
    assert os.stat(tmp_path / first).st_mode & 0o777 == 0o600
