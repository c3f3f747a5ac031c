"""Photos of a tip: decoded, made smaller, turned upright and written anew, so that nothing but the picture is
left.

A file that is not plainly one photo is refused with a reason. Nothing of the original file is kept.
"""

import io
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import pillow_heif
from PIL import Image, UnidentifiedImageError

from intake.tips.locating import Position
from intake.tips.photo_parts import foreign_segments, is_also_something_else
from intake.tips.photo_positions import taken_at
from publishing.kernel.errors import Invalid

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 2048
MOST = 8
"""Photos of one tip."""
_QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
_LARGE_PIXELS = 16_000_000
"""A picture of more is decoded alone: one of 50 megapixels takes up to 800 MB for a second or two."""
_BAND = 4_000_000
"""Pixels of a band: large pictures are made plain and smaller a band at a time, to hold them once only."""
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_decoders = threading.BoundedSemaphore(max(os.cpu_count() or 1, 1))
_large = threading.Lock()

# the picture itself is looked at, never a smaller one in the same file, which may show another thing
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class CleanPhoto:
    """A photo as JPEG without metadata."""

    jpeg: bytes
    width: int
    height: int


def clean(data: bytes) -> CleanPhoto:
    """The photo in `data` (JPEG, PNG, WebP or HEIC; at most 10 MB and 50 megapixels), upright, at most 2048
    pixels a side, without metadata. Raises Invalid(field="photo") with the reason `empty`, `too_big`,
    `not_photo`, `polyglot`, `too_many_pixels` or `broken`."""
    return clean_and_ask(data)[0]


def clean_and_ask(data: bytes) -> tuple[CleanPhoto, Position | None]:
    """The photo as `clean` gives it, and where it says it was taken. Raises what `clean` raises."""
    if not data:
        raise Invalid(field="photo", reason="empty")
    if len(data) > MAX_BYTES:
        raise Invalid(field="photo", reason="too_big", most_mb=MAX_BYTES // 1024 // 1024)
    if is_also_something_else(data):
        raise Invalid(field="photo", reason="polyglot")
    try:
        with _opened(data) as opened, _turn(opened):
            picture = _upright(_small(opened), _orientation(opened))
            position = taken_at(opened)
    except Invalid:
        raise
    except Exception as error:
        # decoders of hostile bytes raise whatever they like; the reporter is told the same thing each time
        raise Invalid(field="photo", reason="broken") from error
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    jpeg = out.getvalue()
    if foreign_segments(jpeg):
        raise Invalid(field="photo", reason="broken")
    return CleanPhoto(jpeg=jpeg, width=picture.width, height=picture.height), position


def _opened(data: bytes) -> Image.Image:
    """The file with its header read and nothing decoded yet."""
    too_many = Invalid(field="photo", reason="too_many_pixels", most=MAX_PIXELS // 1_000_000)
    try:
        opened = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many from error
    except UnidentifiedImageError as error:
        raise Invalid(field="photo", reason="not_photo") from error
    if opened.width * opened.height > MAX_PIXELS:
        opened.close()
        raise too_many
    return opened


@contextmanager
def _turn(opened: Image.Image) -> Iterator[None]:
    """Waits until this picture may be decoded: as many at once as there are processors, one large one."""
    large = opened.width * opened.height > _LARGE_PIXELS
    # a large one that waits for another must not keep the small ones waiting
    with _large if large else nullcontext(), _decoders:
        yield


def _small(opened: Image.Image) -> Image.Image:
    """The first frame in RGB, at most LONGEST_SIDE a side. A new picture: it carries over no EXIF, XMP,
    comment or colour profile."""
    # a JPEG is decoded at half, a quarter or an eighth where that still is twice what is kept
    opened.draft(None, (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
    opened.load()
    width, height = opened.size
    factor = max(max(width, height) // (2 * LONGEST_SIDE), 1)
    rows = max(_BAND // max(width, 1) // factor, 1) * factor
    small = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, rows):
        band = _plain(opened.crop((0, top, width, min(top + rows, height))))
        small.paste(band.reduce(factor) if factor > 1 else band, (0, top // factor))
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return small


def _plain(band: Image.Image) -> Image.Image:
    """In RGB; what can be seen through lies on white."""
    if band.mode.startswith("I;16"):
        # Pillow would cut off at 255 of 65,535; its transparent grey means nothing in eight bits
        band.info.pop("transparency", None)
        band = band.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if band.mode in ("RGBA", "LA", "PA") or "transparency" in band.info:
        seen_through = band.convert("RGBA")
        paper = Image.new("RGB", seen_through.size, "white")
        paper.paste(seen_through, mask=seen_through.getchannel("A"))
        return paper
    return band.convert("RGB")


def _orientation(opened: Image.Image) -> int:
    """How the phone was held, 1 to 8; upright where its note cannot be read."""
    with suppress(Exception):
        return int(opened.getexif().get(_ORIENTATION, 1))
    return 1


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    how = _UPRIGHT.get(orientation)
    return picture if how is None else picture.transpose(how)


def store(uploads: Path, photo: CleanPhoto) -> str:
    """Writes the photo under a random name and makes it durable; returns the name within `uploads`.

    File, its folder and the folder above are synced: an acknowledged photo survives a power cut. Where that
    fails nothing is left behind.
    """
    token = secrets.token_hex(16)
    name = f"{token[:2]}/{token}.jpg"
    path = uploads / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(photo.jpeg)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink()
        raise
    for folder in (path.parent, uploads):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    return name
