"""What the machine can do at most: single durable rows, and photos through Pillow with nothing around it."""

import io
import time
from pathlib import Path
from random import Random

from PIL import Image, ImageFilter

from publishing.kernel.db import Database

PHOTO_BYTES = 200_000
_SIZE = (1280, 960)


def insert_rate(folder: Path, *, seconds: float) -> float:
    """Rows a second into one table of a database with our own settings (SQLite: WAL, FULL), each row a
    transaction of its own, by one writer through the bare driver."""
    database = Database(f"sqlite:///{folder / 'raw.sqlite3'}")
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
        body = "租" * 200
        count, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds:
            cursor.execute("INSERT INTO rows (body) VALUES (?)", (body,))
            count += 1
        return count / (time.perf_counter() - began)
    finally:
        connection.close()
        database.close()


def photo() -> bytes:
    """A JPEG of about 200 KB, as a telephone sends it after making it smaller."""
    noise = Image.frombytes("RGB", _SIZE, Random(2020).randbytes(_SIZE[0] * _SIZE[1] * 3))  # noqa: S311 (a picture)
    picture = noise.filter(ImageFilter.GaussianBlur(2))
    low, high = 1, 95
    while low < high:
        middle = (low + high + 1) // 2
        if len(_jpeg(picture, middle)) <= PHOTO_BYTES:
            low = middle
        else:
            high = middle - 1
    return _jpeg(picture, low)


def reencode_rate(jpeg: bytes, *, seconds: float) -> float:
    """Photos a second that Pillow decodes and encodes, one after the other."""
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        _jpeg(Image.open(io.BytesIO(jpeg)), 85)
        count += 1
    return count / (time.perf_counter() - began)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
