"""Reading the division table and the table of aliases from CSV files, with errors told by line."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from publishing.divisions.rules import Division, Level, path_of

DATA = Path(__file__).parent / "data"
DIVISIONS_FILE = DATA / "jiaozuo_divisions.csv"
ALIASES_FILE = DATA / "aliases.csv"
ORDINARY_WORDS_FILE = DATA / "ordinary_words.txt"
EVERYDAY_WORDS_FILE = DATA / "everyday_words.txt"

_CODE = re.compile(r"\d{12}", re.ASCII)


class AliasKind(StrEnum):
    """What an alias is; `former_county` and `outside` are not names of the node itself."""

    NICKNAME = "nickname"
    OLD_NAME = "old_name"
    SPELLING = "spelling"
    FORMER_COUNTY = "former_county"
    """The alias is a county whose name is still written before this place, which has left it."""
    OUTSIDE = "outside"
    """The alias is a place that is not in this city; the code is empty."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Alias:
    """Another name of the division `code` (empty only for a place outside the city)."""

    alias: str
    code: str
    kind: AliasKind
    note: str


class UnreadableTable(ValueError):
    """A division or alias table with mistakes; `problems` has one message for each, by line."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each data row with its line number; raises UnreadableTable for another encoding or header."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                raise UnreadableTable((f"第1行：缺少列 {'、'.join(missing)}",))
            for row in reader:
                yield reader.line_num, {name: (row.get(name) or "").strip() for name in columns}
    except UnicodeDecodeError as error:
        raise UnreadableTable((f"文件不是UTF-8编码（第{error.start}字节）",)) from error


def _problem_of(row: dict[str, str], known: dict[str, Division]) -> str | None:
    """What is wrong with a row of the division table, or None."""
    code = row["code"]
    if not _CODE.fullmatch(code):
        return f"代码“{code}”不是12位数字"
    if code in known:
        return f"代码{code}重复"
    if not row["name"]:
        return f"代码{code}没有名称"
    if row["level"] not in set(Level):
        return f"级别“{row['level']}”不是{'、'.join(Level)}之一"
    return _parent_problem(code, Level(row["level"]), row["parent_code"], known)


def _parent_problem(code: str, level: Level, parent_code: str, known: dict[str, Division]) -> str | None:
    if level is Level.CITY:
        return f"市级代码{code}不应有上级" if parent_code else None
    parent = known.get(parent_code)
    if parent is None:
        return f"上级代码“{parent_code}”不存在（上级须写在下级之前）"
    if parent.level.depth != level.depth - 1:
        return f"上级{parent.name}的级别是{parent.level}，不能作{level}的上级"
    return None


def read_divisions(path: Path) -> list[Division]:
    """The divisions in `path` (columns code, name, level, parent_code; UTF-8), parents before children.

    Raises UnreadableTable naming every wrong line: a code that is not 12 digits or comes twice, a parent
    that is missing or of the wrong level, an empty name.
    """
    known: dict[str, Division] = {}
    problems: list[str] = []
    for line, row in _rows(path, ("code", "name", "level", "parent_code")):
        problem = _problem_of(row, known)
        if problem is not None:
            problems.append(f"第{line}行：{problem}")
            continue
        parent = known.get(row["parent_code"])
        known[row["code"]] = Division(
            code=row["code"],
            name=row["name"],
            level=Level(row["level"]),
            parent_code=parent.code if parent else None,
            path=path_of(parent.path if parent else None, row["code"]),
        )
    if problems:
        raise UnreadableTable(tuple(problems))
    return list(known.values())


def read_aliases(path: Path) -> list[Alias]:
    """The aliases in `path` (columns alias, code, kind, note; UTF-8). Raises UnreadableTable by line."""
    aliases: list[Alias] = []
    problems: list[str] = []
    for line, row in _rows(path, ("alias", "code", "kind", "note")):
        outside = row["kind"] == AliasKind.OUTSIDE
        if not row["alias"]:
            problems.append(f"第{line}行：没有别名")
        elif row["kind"] not in set(AliasKind):
            problems.append(f"第{line}行：类别“{row['kind']}”不是{'、'.join(AliasKind)}之一")
        elif outside != (not row["code"]) or (row["code"] and not _CODE.fullmatch(row["code"])):
            problems.append(f"第{line}行：代码“{row['code']}”不对（市外地名为空，其余为12位数字）")
        else:
            kind = AliasKind(row["kind"])
            aliases.append(Alias(alias=row["alias"], code=row["code"], kind=kind, note=row["note"]))
    if problems:
        raise UnreadableTable(tuple(problems))
    return aliases


def read_ordinary_words(path: Path = ORDINARY_WORDS_FILE) -> frozenset[str]:
    """The words of a list: of the packaged one, place names that are also everyday words, so that the bare
    word alone names no place."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
