"""指标: the nine indicators with what they mean, month by month, place by place, and the list behind each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.desk.files import sheet_file
from intake.desk.indicators_words import (
    DEFINITIONS,
    DENOMINATORS,
    NAMES,
    NUMERATORS,
    chinese_definition,
    chinese_name,
)
from intake.reports.indicators import (
    CODES,
    COUNTS,
    OF_TIPS,
    Ratio,
    Row,
    by_place,
    months,
    ratio,
    rows_of,
    shown,
)
from intake.reports.measuring import gather_basis
from publishing.divisions.queries import list_children, path_divisions
from publishing.divisions.rules import Level, short_name
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.spreadsheets import Sheet
from publishing.kernel.web import current_actor, read, requires, today

_PAGE = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """An indicator's numbers as people read them."""

    code: str
    name: str
    value: str
    ratio: Ratio


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """One indicator of a year: its list, its months up to now, its places in the order of their codes."""

    figure: Figure
    rows: tuple[Row, ...]
    trend: tuple[tuple[date, Ratio], ...]
    places: tuple[tuple[str, str, Ratio], ...]


@requires(Permission.INDICATOR_READ)
def index() -> str:
    """`?year=`: all nine, each with its numerator and denominator."""
    actor, year = current_actor(), _year()
    with read() as session:
        figures = _figures(session, actor, year)
    return render_template(
        "intake/indicators/index.html",
        figures=figures,
        definitions=DEFINITIONS,
        counts=COUNTS,
        year=year,
        years=(today().year, today().year - 1),
        today=today(),
    )


@requires(Permission.INDICATOR_READ)
def show(code: str) -> str:
    """One indicator."""
    actor, year = current_actor(), _year()
    measured = _measured(actor, code, year)
    return render_template(
        "intake/indicators/show.html",
        measured=measured,
        definition=DEFINITIONS[code],
        numerator=NUMERATORS[code],
        denominator=DENOMINATORS.get(code),
        is_count=code in COUNTS,
        trend=[(start.month, one, shown(code, one)) for start, one in measured.trend],
        places=[(path, name, one, shown(code, one)) for path, name, one in measured.places],
        lists=_lists(actor, code),
        year=year,
        years=(today().year, today().year - 1),
    )


@requires(Permission.INDICATOR_READ)
def rows(code: str) -> str:
    """`?year=&place=&only=yes|no&page=`: the list behind the numbers."""
    actor, year = current_actor(), _year()
    if not _lists(actor, code):
        abort(404)
    measured = _measured(actor, code, year)
    place = request.args.get("place", "")
    only = request.args.get("only", "")
    found = [
        row
        for row in measured.rows
        if row.division_path.startswith(place)
        and (only not in ("yes", "no") or row.counted == (only == "yes"))
    ]
    pages = max(1, -(-len(found) // _PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    with read() as session:
        lines = [
            (row, _address(row), _place(session, row.division_path))
            for row in found[(page - 1) * _PAGE : page * _PAGE]
        ]
    return render_template(
        "intake/indicators/rows.html",
        measured=measured,
        lines=lines,
        total=len(found),
        page=page,
        pages=pages,
        place=place,
        place_name=next((name for path, name, _one in measured.places if path == place), ""),
        only=only,
        year=year,
        is_count=code in COUNTS,
        numerator=NUMERATORS[code],
    )


@requires(Permission.INDICATOR_READ)
def file(ending: str) -> Response:
    """All nine of a year, as `.xlsx` (with a sheet for the months) or `.csv`."""
    actor, year = current_actor(), _year()
    with read() as session:
        first, last = date(year, 1, 1), date(year, 12, 31)
        basis = gather_basis(session, actor=actor, first=first, last=last, today=today())
    overview: list[tuple[str | int, ...]] = []
    trend: list[tuple[str | int, ...]] = []
    for code in CODES:
        listed = ratio(rows_of(code, basis, first, last))
        name = chinese_name(code)
        overview.append(
            (name, shown(code, listed), listed.numerator, listed.denominator, chinese_definition(code))
        )
        for start, end in months(first, min(last, today())):
            one = ratio(rows_of(code, basis, start, end))
            trend.append((name, f"{start:%Y-%m}", shown(code, one), one.numerator, one.denominator))
    title = f"{actor.office_name}　{year}年指标"
    note = f"统计到{min(last, today()):%Y-%m-%d}。只作展示，不作排名。"
    sheets = (
        Sheet(
            name="指标",
            title=title,
            notes=(note,),
            heads=("指标", "数值", "分子", "分母", "含义"),
            rows=overview,
            widths=(18, 10, 10, 10, 70),
        ),
        Sheet(
            name="逐月",
            title=f"{title}（逐月）",
            heads=("指标", "月份", "数值", "分子", "分母"),
            rows=trend,
            widths=(18, 12, 10, 10, 10),
        ),
    )
    return sheet_file(sheets, ending, f"指标-{year}年")


@requires(Permission.INDICATOR_READ)
def rows_file(code: str, ending: str) -> Response:
    """The list behind one indicator."""
    actor, year = current_actor(), _year()
    if not _lists(actor, code):
        abort(404)
    measured = _measured(actor, code, year)
    with read() as session:
        lines = tuple(
            (
                row.label,
                _place(session, row.division_path),
                f"{row.day:%Y-%m-%d}",
                "是" if row.counted else "否",
            )
            for row in measured.rows
        )
    name = chinese_name(code)
    sheet = Sheet(
        name=name,
        title=f"{actor.office_name}　{year}年{name}明细",
        notes=(chinese_definition(code),),
        heads=("事项", "地点", "日期", "计入分子"),
        rows=lines,
        widths=(40, 36, 14, 12),
    )
    return sheet_file((sheet,), ending, f"{name}-{year}年")


def _year() -> int:
    asked = request.args.get("year", today().year, type=int)
    return asked if asked in (today().year, today().year - 1) else today().year


def _figures(session: Session, actor: Actor, year: int) -> list[Figure]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    basis = gather_basis(session, actor=actor, first=first, last=last, today=today())
    return [_figure(code, rows_of(code, basis, first, last)) for code in CODES]


def _measured(actor: Actor, code: str, year: int) -> Measured:
    if code not in CODES:
        abort(404)
    first, last = date(year, 1, 1), date(year, 12, 31)
    with read() as session:
        basis = gather_basis(session, actor=actor, first=first, last=last, today=today())
        own = path_divisions(session, actor.division_path)[-1]
        below = list_children(session, own.code) if own.level is not Level.TOWNSHIP else ()
    found = rows_of(code, basis, first, last)
    places = [(child.path, short_name(child.name, child.level)) for child in below]
    return Measured(
        figure=_figure(code, found),
        rows=found,
        trend=tuple(
            (start, ratio(rows_of(code, basis, start, end)))
            for start, end in months(first, min(last, today()))
        ),
        places=tuple(by_place(found, places)),
    )


def _figure(code: str, found: Sequence[Row]) -> Figure:
    numbers = ratio(found)
    return Figure(code=code, name=str(NAMES[code]), value=shown(code, numbers), ratio=numbers)


def _lists(actor: Actor, code: str) -> bool:
    """Whether this person sees the things behind the number: the auditor counts tips and reads none."""
    return code not in OF_TIPS or actor.may(Permission.TIP_READ)


def _address(row: Row) -> str:
    kind, _colon, key = row.subject.partition(":")
    match kind:
        case "grid":
            return url_for("grids.show", grid_id=int(key))
        case "tip":
            return url_for("tips.show", tip_id=int(key))
        case "ledger":
            return url_for("ledger.item", item_id=int(key))
        case "spot_check":
            return url_for("patrols.spot_check", check_id=int(key))
        case "kindergarten":
            return url_for("kindergartens.page", kindergarten_id=key)
        case _:
            return ""


def _place(session: Session, path: str) -> str:
    found = path_divisions(session, path)[1:]
    return "".join(short_name(one.name, one.level) for one in found) or _("地点不确定")


blueprint = Blueprint("indicators", __name__)
blueprint.add_url_rule("/office/indicators/", "index", index)
blueprint.add_url_rule("/office/indicators/all.<ending>", "file", file)
blueprint.add_url_rule("/office/indicators/<code>", "show", show)
blueprint.add_url_rule("/office/indicators/<code>/rows", "rows", rows)
blueprint.add_url_rule("/office/indicators/<code>/rows.<ending>", "rows_file", rows_file)
