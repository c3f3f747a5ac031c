"""Checking a county's spreadsheet: which rows can be published, and what is wrong with the others.

Pure. Nothing is stored; the same check stands behind `register check`, the import and the upload page.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from publishing.registry.aliases import NOT_PUBLISHED, PERSONAL, Column
from publishing.registry.codes import licence_key
from publishing.registry.columns import Header, cell_text, column_letter, find_header, personal_columns
from publishing.registry.problems import Problem, problem
from publishing.registry.reading import Row, Sheet, Workbook
from publishing.registry.rows import Carried, RowReader
from publishing.registry.rules import KindergartenFacts, Nature
from publishing.registry.scope import CountyScope, find_township
from publishing.registry.text import is_blank

_SUBTOTAL = re.compile(r"^[^，。]{0,12}(?:小计|合计|总计|共计|累计)(?:$|[：（共\d])")
_FOOTER = re.compile(
    r"^(?:填表人|填报人|审核人|制表人?|填报日期|填报时间|填报单位|填表单位|联系人|负责人签字|主要负责人|单位负责人|监督举报电话"
    r"|举报电话|说明[:：]|注[:：]|备注[:：]|第\d+页)"
)
_SECTION = re.compile(r"^[一二三四五六七八九十（）\d、.\s]*(公办|民办|普惠性民办)[^，。]{0,16}$")
_WANTED_COLUMNS = ((Column.LICENCE_NO, "办学许可证号"), (Column.VALIDITY, "有效期"))


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptedRow:
    """A row that can be published: where it stands, and its facts."""

    sheet: str
    row: int
    facts: KindergartenFacts


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckReport:
    """What became of a file: `len(accepted) + rejected == rows_read`; subtotals and headings are no rows."""

    rows_read: int
    accepted: tuple[AcceptedRow, ...]
    rejected: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Block:
    """A header and the rows under it, up to the next header that differs."""

    header: Header
    rows: tuple[Row, ...]


def check(workbook: Workbook, *, county: CountyScope, today: date) -> CheckReport:
    """Read every visible sheet of `workbook` as kindergartens of `county`; no content makes it raise."""
    accepted: list[AcceptedRow] = []
    problems: list[Problem] = []
    skipped: list[Problem] = []
    seen = _Seen()
    rows_read = 0
    headers = 0
    for sheet in workbook.sheets:
        if not sheet.rows:
            continue
        if sheet.hidden:
            skipped.append(problem("sheet_hidden", sheet=sheet.name))
            continue
        blocks = _blocks(sheet)
        headers += len(blocks)
        if not blocks:
            skipped.append(problem("sheet_skipped", sheet=sheet.name, row=sheet.rows[0].number))
        carried = Carried(nature=_nature_of(sheet.name))
        for block in blocks:
            personal = personal_columns(block.header, block.rows)
            problems.extend(_column_problems(sheet.name, block.header, personal))
            columns = {
                column: index for column, index in block.header.fields.items() if index not in personal
            }
            for row in _data_rows(block, columns, carried, county):
                rows_read += 1
                reader = RowReader(sheet=sheet.name, row=row, columns=columns, county=county, carried=carried)
                facts = reader.facts(today=today)
                found = reader.problems
                if facts is not None:
                    found = found + seen.problems(facts, sheet.name, row.number, columns)
                problems.extend(found)
                if facts is not None and not any(each.severity == "error" for each in found):
                    seen.remember(facts, sheet.name, row.number)
                    accepted.append(AcceptedRow(sheet=sheet.name, row=row.number, facts=facts))
    problems = skipped + problems
    if rows_read == 0:
        name = workbook.sheets[0].name if workbook.sheets else ""
        problems.insert(0, problem("no_rows" if headers else "no_header", sheet=name))
    return CheckReport(
        rows_read=rows_read,
        accepted=tuple(accepted),
        rejected=rows_read - len(accepted),
        problems=tuple(problems),
    )


def report_json(report: CheckReport) -> dict[str, object]:
    """The report in the shape of `register check --json` (DESIGN §6)."""
    return {
        "rows": report.rows_read,
        "accepted": len(report.accepted),
        "rejected": report.rejected,
        "problems": [
            {
                "sheet": found.sheet,
                "row": found.row,
                "column": found.column,
                "code": found.code,
                "severity": found.severity,
                "value": found.value,
                "message": found.message,
            }
            for found in report.problems
        ],
    }


def _blocks(sheet: Sheet) -> list[_Block]:
    """The tables of a sheet. A header repeated on the next printed page continues its table."""
    blocks: list[_Block] = []
    rows: list[Row] = []
    header: Header | None = None
    at = 0
    while at < len(sheet.rows):
        found = find_header(sheet.rows, at)
        if found is None:
            rows.append(sheet.rows[at])
            at += 1
            continue
        at += found.height
        if header is not None and (found.fields, found.texts) == (header.fields, header.texts):
            continue
        if header is not None:
            blocks.append(_Block(header=header, rows=tuple(rows)))
        header, rows = found, []
    if header is not None:
        blocks.append(_Block(header=header, rows=tuple(rows)))
    return blocks


def _nature_of(text: str) -> Nature | None:
    """公办 or 民办 from the name of a sheet or section that says only one of them."""
    if "普惠" in text and "公办" not in text:
        return Nature.PRIVATE_INCLUSIVE
    if ("公办" in text) != ("民办" in text):
        return Nature.PUBLIC if "公办" in text else Nature.PRIVATE
    return None


def _column_problems(sheet: str, header: Header, personal: Mapping[int, Column]) -> Iterator[Problem]:
    """Remarks on whole columns: kept out, unknown, doubled, missing."""
    codes = {Column.ID_NUMBER: "personal_id_column", Column.MOBILE: "personal_mobile_column"}
    doubled = {index for index, _ in header.repeated}
    for index, text in enumerate(header.texts):
        code = None
        if index in personal:
            code = codes.get(personal[index], "personal_name_column")
        elif index in header.unknown:
            code = "unknown_column"
        elif index in doubled:
            code = "repeated_column"
        if code is not None:
            letter = column_letter(index)
            yield problem(code, sheet=sheet, row=header.first_row, column=letter, value=text)
    present = set(header.fields)
    if Column.VALID_UNTIL in present:
        present.add(Column.VALIDITY)
    for column, title in _WANTED_COLUMNS:
        if column not in present:
            yield problem("missing_column", sheet=sheet, row=header.first_row, value=title)


def _data_rows(
    block: _Block, columns: Mapping[Column, int], carried: Carried, county: CountyScope
) -> Iterator[Row]:
    """The rows that stand for a kindergarten; headings between them set what the next rows carry."""
    for row in block.rows:
        texts = [cell_text(cell) for cell in row.cells]
        filled = [text for text in texts if text and not is_blank(text)]
        if not filled or _is_subtotal(texts, columns):
            if filled:
                carried.township = None
            continue
        if len(set(filled)) == 1 and not _is_lone_name(texts, filled[0], columns):
            _carry_heading(filled[0], carried, county)
            continue
        if _FOOTER.match(filled[0]) or _is_numbering(filled) or not _says_anything(texts, columns):
            continue
        yield row


def _is_subtotal(texts: Sequence[str], columns: Mapping[Column, int]) -> bool:
    leading = [texts[index] for column in (Column.SEQ, Column.TOWNSHIP, Column.NAME)
               if (index := columns.get(column)) is not None and index < len(texts)]  # fmt: skip
    first = next((text for text in texts if text), "")
    return any(_SUBTOTAL.search(text) for text in (*leading, first))


def _is_lone_name(texts: Sequence[str], text: str, columns: Mapping[Column, int]) -> bool:
    """Whether a row's one text is a kindergarten's name in its own column, not a heading or footnote."""
    index = columns.get(Column.NAME)
    here = [at for at, value in enumerate(texts) if value == text]
    return here == [index] and "园" in text and not _SECTION.match(text) and not _FOOTER.match(text)


def _carry_heading(text: str, carried: Carried, county: CountyScope) -> None:
    if _SECTION.match(text):
        carried.nature = _nature_of(text) or carried.nature
        return
    words = re.sub(r"（[^（）]*）$|^[一二三四五六七八九十\d]+[、.]", "", text).rstrip("：")
    if (township := find_township(words, county)) is not None:
        carried.township = township


def _is_numbering(filled: Sequence[str]) -> bool:
    """A row of column numbers (栏次) under the header: 1 2 3 4."""
    return len(filled) >= 4 and all(text == str(number) for number, text in enumerate(filled, 1))


def _says_anything(texts: Sequence[str], columns: Mapping[Column, int]) -> bool:
    """Whether more is filled in than a running number and a township merged over empty rows."""
    idle = {Column.SEQ, Column.TOWNSHIP, Column.COUNTY, Column.NATURE}
    return any(
        texts[index] and not is_blank(texts[index])
        for column, index in columns.items()
        if column not in idle | PERSONAL | (NOT_PUBLISHED - {Column.FEE}) and index < len(texts)
    )


class _Seen:
    """The accepted rows so far, by what may not occur twice in one file."""

    def __init__(self) -> None:
        self._licences: dict[str, str] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._usccs: dict[str, str] = {}

    def remember(self, facts: KindergartenFacts, sheet: str, row: int) -> None:
        place = f"“{sheet}”第{row}行"
        if (key := licence_key(facts.licence_no)) is not None:
            self._licences[key] = place
        self._names[facts.name, facts.township_code] = place
        if facts.uscc is not None:
            self._usccs.setdefault(facts.uscc, place)

    def problems(
        self, facts: KindergartenFacts, sheet: str, row: int, columns: Mapping[Column, int]
    ) -> list[Problem]:
        found: list[tuple[str, Column, str, str]] = []
        key = licence_key(facts.licence_no)
        if key is not None and key in self._licences:
            found.append(
                ("duplicate_licence", Column.LICENCE_NO, facts.licence_no or "", self._licences[key])
            )
        if (place := self._names.get((facts.name, facts.township_code))) is not None:
            found.append(("duplicate_name", Column.NAME, facts.name, place))
        if facts.uscc is not None and (place := self._usccs.get(facts.uscc)) is not None and not found:
            found.append(("shared_uscc", Column.USCC, facts.uscc, place))
        return [
            problem(
                code, sheet=sheet, row=row, column=column_letter(columns[column]), value=value, other=place
            )
            for code, column, value, place in found
        ]
