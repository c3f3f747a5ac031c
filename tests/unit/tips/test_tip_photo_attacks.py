"""Photos made to do harm, or only oddly: real files of every kind that a phone or an attacker may send."""

import io
import json
import struct
import subprocess
import sys
import threading
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from intake.tips import photos
from intake.tips.photo_parts import foreign_segments, is_also_something_else
from intake.tips.photos import MAX_PIXELS, clean
from publishing.kernel.errors import Invalid

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b"<rdf:Description>SecretName</rdf:Description></rdf:RDF></x:xmpmeta>"
)
PEAK_MB = 1024
_MEASURE = """
import json, sys
from pathlib import Path
from intake.tips.photos import clean
photo = clean(Path(sys.argv[1]).read_bytes())
# not getrusage: that begins with the peak of the process that started this one
peak = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
print(json.dumps([photo.width, int(peak) // 1024]))
"""


def noise(width: int = 300, height: int = 200) -> Image.Image:
    return Image.effect_noise((width, height), 60).convert("RGB")


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif(**more: object) -> bytes:
    data = Image.Exif()
    data[0x010F] = "SecretPhone"
    data[0x0112] = more.get("orientation", 1)
    place = data.get_ifd(0x8825)
    place[1], place[2] = "N", (35.0, 10.0, 0.0)
    return data.tobytes()


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, *, bits: int = 8, colour: int = 2, interlaced: bool = False) -> bytes:
    """A PNG of one colour, its rows packed as they come: any size costs next to nothing to make."""
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    passes = [(1, 1, 0, 0)]
    if interlaced:
        passes = [
            *((8, 8, 0, 0), (8, 8, 4, 0), (4, 8, 0, 4), (4, 4, 2, 0)),
            *((2, 4, 0, 2), (2, 2, 1, 0), (1, 2, 0, 1)),
        ]
    pack, body = zlib.compressobj(1), b""
    for across, down, left, top in passes:
        columns, rows = -(-(width - left) // across), -(-(height - top) // down)
        row = b"\0" + b"\x80" * (-(-columns * channels * bits // 8))
        body += b"".join(pack.compress(row) for _ in range(rows))
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, int(interlaced))
    body += pack.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def with_chunk(name: bytes, content: bytes) -> bytes:
    """A PNG with one more chunk before its picture."""
    good = png(8, 8)
    place = good.index(b"IDAT") - 4
    return good[:place] + chunk(name, content) + good[place:]


def reason(data: bytes) -> object:
    with pytest.raises(Invalid) as refused:
        clean(data)
    return refused.value.values["reason"]


def shown(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(clean(data).jpeg)).convert("RGB")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "MPO"])
def test_nothing_of_exif_xmp_profile_or_second_picture_is_left(kind: str) -> None:
    options: dict[str, object] = {"exif": exif(), "icc_profile": profile()}
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Author", "SecretName")
        words.add_text("Comment", "SecretName", zip=True)
        words.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options["pnginfo"] = words
    elif kind == "MPO":
        options |= {"save_all": True, "append_images": [noise()]}
    else:
        options["xmp"] = XMP
    data = encoded(noise(), kind, **options)
    photo = clean(data)
    assert foreign_segments(photo.jpeg) == ()
    result = Image.open(io.BytesIO(photo.jpeg))
    assert set(result.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert getattr(result, "n_frames", 1) == 1
    for word in (b"SecretPhone", b"SecretName", b"adobe:ns:meta", b"sRGB"):
        assert word not in photo.jpeg


def test_the_reader_of_segments_sees_behind_the_first_scan() -> None:
    progressive = encoded(noise(), "JPEG", progressive=True)
    assert foreign_segments(progressive) == ()
    last = progressive.rindex(b"\xff\xda")
    hidden = progressive[:last] + b"\xff\xfe\x00\x08secret" + progressive[last:]
    assert foreign_segments(hidden) == (0xFE,)
    assert foreign_segments(progressive[:last]) == (0,)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (encoded(noise(), "TIFF"), "not_photo"),
        (encoded(noise(), "BMP"), "not_photo"),
        (encoded(noise(), "GIF", save_all=True, append_images=[noise()]), "not_photo"),
        (encoded(noise(), "ICO"), "not_photo"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "polyglot"),
        (b"%PDF-1.7\n%...", "polyglot"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 200, "not_photo"),
    ],
    ids=["empty", "tiff", "bmp", "gif", "ico", "svg", "pdf", "video"],
)
def test_what_only_calls_itself_a_photo_is_refused(data: bytes, why: str) -> None:
    assert reason(data) == why


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.97])
def test_a_file_cut_off_anywhere_is_refused(kind: str, share: float) -> None:
    data = encoded(noise(), kind)
    assert reason(data[: int(len(data) * share)]) in {"broken", "not_photo"}


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_the_first_frame_of_an_animation_is_what_is_kept(kind: str) -> None:
    first, second = Image.new("RGB", (40, 30), "red"), Image.new("RGB", (40, 30), "blue")
    red, _, blue = shown(encoded(first, kind, save_all=True, append_images=[second])).getpixel((20, 15))  # type: ignore[misc]
    assert (red > 200, blue < 60) == (True, True)


def test_sixteen_bits_of_grey_stay_grey() -> None:
    image = Image.new("I;16", (10, 10), 32_768)
    assert all(abs(value - 128) < 4 for value in shown(encoded(image, "PNG")).getpixel((5, 5)))  # type: ignore[union-attr]


@pytest.mark.parametrize("colour", [0, 2, 4, 6])
def test_sixteen_bits_of_each_kind_are_taken(colour: int) -> None:
    assert clean(png(20, 10, bits=16, colour=colour)).width == 20


def test_transparent_sixteen_bit_grey_is_taken() -> None:
    good = png(20, 10, bits=16, colour=0)
    place = good.index(b"IDAT") - 4
    assert clean(good[:place] + chunk(b"tRNS", b"\x80\x80") + good[place:]).width == 20


def test_ink_colours_come_out_as_seen() -> None:
    red, green, _ = shown(encoded(Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "JPEG")).getpixel((9, 9))  # type: ignore[misc]
    assert (red > 200, green < 60) == (True, True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (b"zTXt", b"Comment\0\0" + zlib.compress(b"A" * 90_000_000, 9)),
        (b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(b"A" * 90_000_000, 9)),
        (b"iCCP", b"icc\0\0" + zlib.compress(b"A" * 90_000_000, 9)),
    ],
    ids=["zTXt", "iTXt", "iCCP"],
)
def test_a_packed_note_that_swells_is_not_unpacked(name: bytes, content: bytes) -> None:
    assert reason(with_chunk(name, content)) in {"broken", "not_photo"}


def test_notes_that_fill_the_file_are_left_off() -> None:
    filler = b"".join(b"\xff\xed" + struct.pack(">H", 65_535) + b"Z" * 65_533 for _ in range(100))
    good = encoded(noise(), "JPEG")
    photo = clean(good[:2] + filler + good[2:])
    assert b"ZZZZ" not in photo.jpeg


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_a_note_about_orientation_that_cannot_be_read_is_passed_over() -> None:
    good = encoded(noise(), "JPEG")
    broken = b"Exif\0\0MM\0*\xff\xff\xff\xff" + b"\xee" * 20
    photo = clean(good[:2] + b"\xff\xe1" + struct.pack(">H", len(broken) + 2) + broken + good[2:])
    assert (photo.width, photo.height) == (300, 200)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_way_of_holding_the_phone_comes_out_upright(orientation: int) -> None:
    upright = Image.new("RGB", (60, 40), "red")
    upright.paste("blue", (0, 0, 20, 20))
    undo = {
        **{2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180},
        **{4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE},
        **{6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270},
    }
    held = upright.transpose(undo[orientation]) if orientation > 1 else upright
    result = shown(encoded(held, "JPEG", exif=exif(orientation=orientation), quality=95))
    assert result.size == (60, 40)
    red, _, blue = result.getpixel((8, 8))  # type: ignore[misc]
    assert (blue > 200, red < 60) == (True, True)


def test_a_photo_with_an_archive_behind_it_is_refused() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("a.txt", "a" * 1000)
    for kind in ("JPEG", "PNG", "WEBP"):
        assert reason(encoded(noise(), kind) + archive.getvalue()) == "polyglot"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_page_behind_a_photo_of_any_kind_is_found(kind: str) -> None:
    assert reason(encoded(noise(), kind) + b"\n<!DOCTYPE html><p>") == "polyglot"


def test_a_page_in_the_notes_of_a_photo_is_found() -> None:
    assert reason(encoded(noise(), "JPEG", comment=b"*/ <script>alert(1)</script>")) == "polyglot"
    assert reason(with_chunk(b"tEXt", b"Comment\0<?php system(1);")) == "polyglot"


def test_what_chance_writes_into_a_picture_is_no_page() -> None:
    """Among ten million bytes of a picture there are some that look like the end of an archive."""
    words = b"<html <svg %pdf- <?php pk\5\6 PK\5\6"
    jpeg = encoded(noise(), "JPEG")
    inside = jpeg.index(b"\xff\xda") + 400
    assert not is_also_something_else(jpeg[:inside] + words + jpeg[inside:] + b"\0" * 70_000)
    assert not is_also_something_else(with_chunk(b"IDAT", words) + b"\0" * 70_000)


def test_just_under_fifty_megapixels_is_taken_and_just_over_is_not() -> None:
    assert MAX_PIXELS == 50_000_000
    assert clean(png(9_980, 5_000, bits=1, colour=0)).width == 2048
    assert reason(png(10_020, 5_000, bits=1, colour=0)) == "too_many_pixels"


@pytest.mark.parametrize(
    "make",
    [
        lambda: encoded(Image.new("RGB", (7_070, 7_070), "teal"), "JPEG"),
        lambda: encoded(Image.new("RGB", (7_070, 7_070), "teal"), "JPEG", progressive=True),
        lambda: encoded(Image.new("RGBA", (7_070, 7_070), "teal"), "WEBP", method=0, quality=20),
        lambda: png(7_070, 7_070, bits=16, colour=6),
        lambda: png(7_070, 7_070, colour=6, interlaced=True),
    ],
    ids=["jpeg", "progressive", "webp", "16-bit-png", "interlaced-png"],
)
def test_fifty_megapixels_never_take_a_gigabyte(make: Callable[[], bytes], tmp_path: Path) -> None:
    assert peak_megabytes(make(), tmp_path) < PEAK_MB


def test_a_heic_takes_memory_by_its_size(tmp_path: Path) -> None:
    heic = encoded(Image.new("RGB", (4_900, 4_900), "teal"), "HEIF", enc_params={"preset": "ultrafast"})
    assert peak_megabytes(heic, tmp_path) < PEAK_MB / 2


def peak_megabytes(data: bytes, tmp_path: Path) -> int:
    file = tmp_path / "photo"
    file.write_bytes(data)
    # a process of its own: the peak of this one would be that of whatever ran before
    measured = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(file)], capture_output=True, check=True, text=True
    )
    width, peak = json.loads(measured.stdout)
    assert width == 2048
    return int(peak)


def test_large_pictures_are_decoded_one_at_a_time_and_small_ones_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_once, most, counting = 0, 0, threading.Lock()
    both, original = threading.Event(), photos._small

    def counted(opened: Image.Image) -> Image.Image:
        nonlocal at_once, most
        if opened.width < 1_000:
            both.set()
            return original(opened)
        with counting:
            at_once += 1
            most = max(most, at_once)
        both.wait(20)
        try:
            return original(opened)
        finally:
            with counting:
                at_once -= 1

    monkeypatch.setattr(photos, "_small", counted)
    monkeypatch.setattr(photos, "_decoders", threading.BoundedSemaphore(2))
    large, small = png(5_000, 4_000, bits=1, colour=0), png(8, 8)
    senders = [threading.Thread(target=clean, args=(data,)) for data in (large, large, large, small)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert both.is_set()
    assert most == 1
