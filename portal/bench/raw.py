"""What the machine can do at most: single durable rows, and photos through Pillow with nothing around it."""

import io
import time
from random import Random
from typing import Any

from PIL import Image, ImageFilter

from intake.tips.photos import LONGEST_SIDE
from publishing.kernel.db import Database

_KEY = {"sqlite": "INTEGER PRIMARY KEY", "postgresql": "BIGSERIAL PRIMARY KEY"}
PHOTO_BYTES = 200_000
_SIZE = (1280, 960)


def insert_rate(database: Database, *, seconds: float) -> float:
    """Rows a second into one table of a database with our own settings (SQLite: WAL, FULL), each row a
    transaction of its own, by one writer through the bare driver."""
    connection = database.engine.raw_connection()
    try:
        driver: Any = connection.driver_connection
        if database.engine.dialect.name != "sqlite":
            driver.autocommit = True  # on SQLite transactions are ours to begin
        cursor = driver.cursor()
        cursor.execute("DROP TABLE IF EXISTS bare_rows")
        cursor.execute(
            f"CREATE TABLE bare_rows (id {_KEY[database.engine.dialect.name]}, body TEXT NOT NULL)"
        )
        place = "?" if database.engine.dialect.paramstyle == "qmark" else "%s"
        insert = f"INSERT INTO bare_rows (body) VALUES ({place})"  # noqa: S608 (ours)
        body = "租" * 200
        count, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds:
            cursor.execute(insert, (body,))
            count += 1
        took = time.perf_counter() - began
        cursor.execute("DROP TABLE bare_rows")
        return count / took
    finally:
        connection.invalidate()
        connection.close()


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
    """Photos a second that Pillow decodes, brings to our size and encodes, one after the other."""
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        picture = Image.open(io.BytesIO(jpeg))
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        _jpeg(picture, 85)
        count += 1
    return count / (time.perf_counter() - began)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
