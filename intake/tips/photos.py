"""Photos of a tip: decoded, turned upright, made smaller and written anew, so that nothing but the picture is
left.

A file that is not plainly one photo is refused with a reason. Nothing of the original file is kept.
"""

import io
import os
import secrets
import warnings
from dataclasses import dataclass
from pathlib import Path

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from publishing.kernel.errors import Invalid

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 2048
MOST = 8
"""Photos of one tip."""
_QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# a picture that is also a page, a program or an archive was made to be something else somewhere
_FOREIGN = (b"<script", b"<?php", b"<html", b"<!doctype", b"<svg", b"%pdf-", b"pk\x05\x06")

pillow_heif.register_heif_opener()


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
    if not data:
        raise Invalid(field="photo", reason="empty")
    if len(data) > MAX_BYTES:
        raise Invalid(field="photo", reason="too_big", most_mb=MAX_BYTES // 1024 // 1024)
    lowered = data.lower()
    if any(mark in lowered for mark in _FOREIGN):
        raise Invalid(field="photo", reason="polyglot")
    try:
        picture = _decoded(data)
    except Invalid:
        raise
    except Exception as error:
        # decoders of hostile bytes raise whatever they like; the reporter is told the same thing each time
        raise Invalid(field="photo", reason="broken") from error
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    jpeg = out.getvalue()
    if foreign_segments(jpeg):
        raise Invalid(field="photo", reason="broken")
    return CleanPhoto(jpeg=jpeg, width=picture.width, height=picture.height)


def _decoded(data: bytes) -> Image.Image:
    """The first frame in RGB, upright."""
    with warnings.catch_warnings():
        # our own limit speaks, before Pillow's warning at another number
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            opened = Image.open(io.BytesIO(data), formats=_FORMATS)
        except Image.DecompressionBombError as error:
            raise Invalid(field="photo", reason="too_many_pixels", most=MAX_PIXELS // 1_000_000) from error
        except (UnidentifiedImageError, SyntaxError, ValueError, OSError) as error:
            raise Invalid(field="photo", reason="not_photo") from error
        if opened.width * opened.height > MAX_PIXELS:
            raise Invalid(field="photo", reason="too_many_pixels", most=MAX_PIXELS // 1_000_000)
        opened.load()
    upright = ImageOps.exif_transpose(opened)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        seen_through = upright.convert("RGBA")
        paper = Image.new("RGB", seen_through.size, "white")
        paper.paste(seen_through, mask=seen_through.getchannel("A"))
        return paper
    # a new picture carries over no EXIF, XMP, comment or colour profile
    plain = Image.new("RGB", upright.size)
    plain.paste(upright.convert("RGB"))
    return plain


def foreign_segments(jpeg: bytes) -> tuple[int, ...]:
    """Markers of segments of a JPEG that could carry metadata (APP1-APP15, COM), and of anything after its
    end."""
    found: list[int] = []
    place = 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF:
        marker = jpeg[place + 1]
        if marker == 0xDA:  # the picture itself follows
            break
        if 0xE1 <= marker <= 0xEF or marker == 0xFE:
            found.append(marker)
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4])
    if not jpeg.endswith(b"\xff\xd9"):
        found.append(0xD9)
    return tuple(found)


def store(uploads: Path, photo: CleanPhoto) -> str:
    """Writes the photo under a random name and makes it durable; returns the name within `uploads`.

    File, its folder and the folder above are synced: an acknowledged photo survives a power cut.
    """
    token = secrets.token_hex(16)
    name = f"{token[:2]}/{token}.jpg"
    path = uploads / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(photo.jpeg)
        file.flush()
        os.fsync(file.fileno())
    for folder in (path.parent, uploads):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    return name
