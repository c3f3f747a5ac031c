"""Measuring one site in both ways, beside what the machine can do with nothing around it; and the table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from intake.tips.codes import submission_digest
from intake.tips.queries import find_by_code, is_assigned
from portal.bench import raw, sending, tips
from portal.bench.results import Load
from portal.bench.site import prepare, served, story
from publishing.kernel.db import Database
from publishing.kernel.settings import Settings, secret

_RAW_SECONDS = 2.0
_MOST_A_SECOND = 1200
"""Finished reports that are prepared for each second: more than any server of this kind sends."""
_PHOTOS_A_SECOND = 200
_AIMS = {"rows": 0.3, "photos": 0.8}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    load: Load
    beside: str
    """What it is compared with: `rows` or `photos`."""
    bare: float
    """What the machine does of that a second with nothing around it."""
    acknowledged: int
    stored: int
    """Of those that were acknowledged, what the database holds after the run."""

    @property
    def ratio(self) -> float:
        """Beside the bare machine."""
        return self.load.per_second / self.bare


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """Everything that was measured in one go."""

    database: str
    workers: int
    inserts: float
    reencodes: float
    photo_bytes: int
    rows: tuple[Row, ...]


def measure(
    home: Path, *, clients: int, seconds: int, workers: int, database_url: str, say: Callable[[str], None]
) -> Measured:
    """Prepares a county in `home`, serves and loads it. `database_url` names an empty database to measure
    instead of an SQLite file. Raises what a client met, and DidNotStart."""
    say("bench: preparing a county in a temporary folder")
    settings = prepare(home / "site", database_url)
    photo = raw.photo()
    say("bench: rows and photos with nothing around them")
    inserts, reencodes = _bare(settings, home, photo)
    rows = []
    for what, picture, beside, bare in (
        ("without photo", b"", "rows", inserts),
        ("one 200 KB photo", photo, "photos", reencodes),
    ):
        say(f"bench: sending, {what}, {clients} at once for {seconds} s")
        count = seconds * (_PHOTOS_A_SECOND if picture else _MOST_A_SECOND)
        with served(settings, home / "server.log", workers=workers) as port:
            finished = sending.finish(settings, port, story(0), count=count)
            load, drafts = sending.send(port, finished, clients=clients, seconds=seconds, photo=picture)
        stored = _stored_drafts(settings, drafts)
        row = partial(Row, beside=beside, bare=bare)
        rows.append(row(what=f"sending, {what}", load=load, acknowledged=len(drafts), stored=stored))
        say(f"bench: six pages, {what}, {clients} at once for {seconds} s")
        with served(settings, home / "server.log", workers=workers) as port:
            load, codes = tips.run(port, partial(story, photo=picture), clients=clients, seconds=seconds)
        stored = _stored_codes(settings, codes)
        rows.append(row(what=f"six pages, {what}", load=load, acknowledged=len(codes), stored=stored))
    return Measured(
        database=Database(settings.database_url).engine.dialect.name,
        workers=workers,
        inserts=inserts,
        reencodes=reencodes,
        photo_bytes=len(photo),
        rows=tuple(sorted(rows, key=lambda row: row.what.startswith("six"))),
    )


def _bare(settings: Settings, home: Path, photo: bytes) -> tuple[float, float]:
    own = settings.database_url.startswith("sqlite")
    database = Database(f"sqlite:///{home / 'raw.sqlite3'}" if own else settings.database_url)
    try:
        inserts = raw.insert_rate(database, seconds=_RAW_SECONDS)
    finally:
        database.close()
    return inserts, raw.reencode_rate(photo, seconds=_RAW_SECONDS)


def _stored_codes(settings: Settings, codes: Iterable[str]) -> int:
    database, key = Database(settings.database_url), secret(settings, "receipts")
    try:
        with database.read() as session:
            return sum(find_by_code(session, code, secret=key) is not None for code in codes)
    finally:
        database.close()


def _stored_drafts(settings: Settings, drafts: Iterable[str]) -> int:
    """Reports that were taken the whole way: kept, and assigned to somebody."""
    database = Database(settings.database_url)
    try:
        with database.read() as session:
            return sum(is_assigned(session, submission_digest(draft)) for draft in drafts)
    finally:
        database.close()


def document(measured: Measured) -> dict[str, object]:
    """As JSON."""
    return {
        "database": measured.database,
        "workers": measured.workers,
        "raw_inserts_per_second": round(measured.inserts, 1),
        "reencodes_per_second": round(measured.reencodes, 1),
        "photo_bytes": measured.photo_bytes,
        "runs": [
            {
                "what": row.what,
                "clients": row.load.clients,
                "seconds": round(row.load.seconds, 2),
                "tips_per_second": round(row.load.per_second, 2),
                "requests_per_second": round(row.load.requests / row.load.seconds, 1),
                "beside": row.beside,
                "ratio": round(row.ratio, 4),
                "aim": _AIMS[row.beside],
                "send_p50_ms": round(row.load.percentile(50), 1),
                "send_p99_ms": round(row.load.percentile(99), 1),
                "acknowledged": row.acknowledged,
                "stored": row.stored,
            }
            for row in measured.rows
        ],
    }


def table(measured: Measured) -> list[str]:
    """As lines to read."""
    lines = [
        f"{measured.inserts:8.1f} /s  durable single rows, one writer, bare {measured.database}",
        f"{measured.reencodes:8.1f} /s  photos of {measured.photo_bytes // 1000} KB, bare Pillow, one by one",
        f"{measured.workers:8}     server processes",
        "",
        f"{'':30}{'tips/s':>8}{'ratio':>8}{'aim':>6}{'requests/s':>12}{'p50':>10}{'p99':>10}"
        "  acknowledged = stored",
    ]
    for row in measured.rows:
        load = row.load
        lines.append(
            f"{row.what:30}{load.per_second:8.1f}{row.ratio:8.3f}{_AIMS[row.beside]:6.1f}"
            f"{load.requests / load.seconds:12.0f}{load.percentile(50):7.1f} ms{load.percentile(99):7.1f} ms"
            f"  {row.acknowledged} = {row.stored}"
        )
    return [
        *lines,
        "",
        "sending: complete reports, from 提交举报 to the acknowledgement; with a photo, its upload as well.",
        "six pages: everything a reporter's browser asks for, from the first page to the receipt code.",
        "ratio: to durable single rows of the same database; with a photo, to photos through Pillow alone.",
        "p50, p99: of the request that sends, while all clients are at it. They share the server's machine.",
    ]
