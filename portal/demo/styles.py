"""How each county of the demonstration writes its list: eleven habits seen in real announcements, as data."""

# ruff: noqa: E501 - the columns of a county stay together; Chinese counts double

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Places(StrEnum):
    """How the township is written."""

    COLUMN = "column"
    MERGED = "merged"
    FIRST_ONLY = "first_only"
    DITTO = "ditto"
    SECTIONS = "sections"


class Dates(StrEnum):
    """How the period of validity is written."""

    DOTS = "2023.9.1-2026.8.31"
    MONTHS = "2023年9月—2026年8月"
    FULL = "2023年9月1日至2026年8月31日"
    DASHES = "2023-09-01至2026-08-31"
    COMPACT = "20230901-20260831"
    TYPED = "two columns of spreadsheet dates"
    SERIAL = "two columns of bare serial numbers"


class Mistake(StrEnum):
    """A row that the check refuses."""

    DUPLICATE = "duplicate"
    DAMAGED_CODE = "damaged_code"
    IMPOSSIBLE_DATE = "impossible_date"
    FOREIGN_TOWNSHIP = "foreign_township"
    WRONG_CHECK = "wrong_check"
    NO_NAME = "no_name"


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """One county's habits. `columns` are (field, header) pairs; `groups` are (first field, last field, heading)."""

    count: int
    title: str
    columns: tuple[tuple[str, str], ...]
    dates: Dates
    places: Places = Places.COLUMN
    groups: tuple[tuple[str, str, str], ...] = ()
    sheets: tuple[tuple[str, str], ...] = (("Sheet1", "all"),)
    stamp: bool = False
    subtotals: bool = False
    total: bool = False
    footer: bool = False
    repeat_header_every: int = 0
    numbers_as_numbers: bool = False
    wide_digits: bool = False
    explanation_sheet: bool = False
    mistakes: tuple[Mistake, ...] = ()


_BY_NATURE = (("公办", "public"), ("民办", "private"))

STYLES: Mapping[str, Style] = {
    "410802": Style(
        count=96,
        title="解放区注册幼儿园名单公示",
        dates=Dates.DOTS,
        columns=(
            ("seq", "序号"), ("name", "园名"), ("township", "办事处"), ("nature", "办园性质"), ("address", "详细地址"),
            ("licence_no", "办学许可证号"), ("validity", "有效期"), ("uscc", "统一社会信用代码"), ("phone", "联系电话"),
            ("annual_check", "年检结论"),
        ),
        mistakes=(Mistake.DUPLICATE,),
    ),
    "410803": Style(
        count=62,
        title="中站区幼儿园基本信息备案公示表",
        dates=Dates.TYPED,
        places=Places.MERGED,
        stamp=True,
        columns=(
            ("township", "办事处"), ("seq", "序号"), ("name", "幼儿园名称"), ("nature", "类别"), ("principal", "园长"),
            ("address", "园址"), ("licence_no", "许可证编号"), ("valid_from", "发证日期"), ("valid_until", "有效期至"),
            ("classes", "班级数"), ("enrolled", "在园人数"), ("phone", "办公电话"),
        ),
    ),
    "410804": Style(
        count=58,
        title="马村区2026年幼儿园白名单",
        dates=Dates.TYPED,
        sheets=_BY_NATURE,
        columns=(
            ("seq", "序号"), ("township", "街道"), ("name", "幼儿园名称"), ("address", "地址"), ("licence_no", "编号"),
            ("valid_from", "有效期起"), ("valid_until", "有效期止"), ("uscc", "信用代码"), ("phone", "电话"),
            ("note", "备注"),
        ),
        groups=(("licence_no", "valid_until", "办学许可证"),),
    ),
    "410811": Style(
        count=98,
        title="山阳区教育局关于注册幼儿园的公告（附件）",
        dates=Dates.MONTHS,
        repeat_header_every=30,
        columns=(
            ("seq", "序号"), ("name", "幼儿园名称"), ("township", "乡镇（办事处）"), ("nature", "办园性质"),
            ("sponsor", "举办者"), ("address", "办园地址"), ("licence_no", "办学许可证号"), ("validity", "有效期限"),
            ("grade", "等级"), ("phone", "联系电话"),
        ),
        mistakes=(Mistake.FOREIGN_TOWNSHIP,),
    ),
    "410821": Style(
        count=87,
        title="修武县注册幼儿园公告名单",
        dates=Dates.FULL,
        places=Places.SECTIONS,
        subtotals=True,
        columns=(
            ("seq", "序号"), ("name", "园所名称"), ("nature", "性质"), ("address", "地址"), ("licence_no", "许可证号"),
            ("validity", "许可证有效期"), ("uscc", "统一社会信用代码"), ("phone", "固定电话"), ("buses", "校车（辆）"),
        ),
    ),
    "410822": Style(
        count=118,
        title="博爱县2026年秋季学期注册幼儿园名单",
        dates=Dates.DOTS,
        sheets=_BY_NATURE,
        stamp=True,
        columns=(
            ("seq", "序号"), ("name", "幼儿园名称"), ("township", "中心校"), ("nature", "办园性质"),
            ("licence_no", "办学许可证号"), ("uscc", "统一社会信用代码"), ("validity", "有效期"), ("address", "地址"),
            ("phone", "办公电话"), ("id_number", "法人身份证号"), ("mobile", "负责人手机"), ("buses", "校车"),
        ),
        mistakes=(Mistake.DAMAGED_CODE, Mistake.IMPOSSIBLE_DATE, Mistake.DUPLICATE),
    ),
    "410823": Style(
        count=196,
        title="武陟县幼儿园名单一览表",
        dates=Dates.FULL,
        places=Places.MERGED,
        subtotals=True,
        total=True,
        numbers_as_numbers=True,
        columns=(
            ("seq", "序号"), ("township", "乡镇办"), ("name", "幼儿园名称"), ("nature", "办园类型"), ("address", "所在地"),
            ("licence_no", "许可证编号"), ("validity", "有效期"), ("phone", "联系方式"), ("classes", "班数"),
            ("enrolled", "幼儿数"),
        ),
        mistakes=(Mistake.NO_NAME,),
    ),
    "410825": Style(
        count=128,
        title="温县学前教育机构名单",
        dates=Dates.DASHES,
        places=Places.DITTO,
        wide_digits=True,
        columns=(
            ("seq", "序号"), ("township", "乡镇（街道）"), ("name", "园 名"), ("nature", "性 质"), ("address", "地 址"),
            ("licence_no", "办园许可证号"), ("validity", "有 效 期"), ("uscc", "统一社会信用代码"), ("phone", "电 话"),
        ),
    ),
    "410871": Style(
        count=54,
        title="焦作城乡一体化示范区幼儿园名单",
        dates=Dates.COMPACT,
        places=Places.FIRST_ONLY,
        columns=(
            ("township", "所属乡镇"), ("name", "单位名称"), ("nature", "办园性质"), ("sponsor", "举办单位"),
            ("address", "办园地址"), ("licence_no", "许可证号"), ("validity", "有效期限"), ("uscc", "社会信用代码"),
            ("phone", "办公电话"), ("grade", "办园等级"),
        ),
    ),
    "410882": Style(
        count=148,
        title="沁阳市2026年注册幼儿园名单",
        dates=Dates.SERIAL,
        sheets=(("公办", "public"), ("普惠性民办", "inclusive"), ("民办", "other_private")),
        explanation_sheet=True,
        columns=(
            ("seq", "编号"), ("township", "所在乡镇"), ("name", "幼儿园全称"), ("address", "办学地址"),
            ("licence_no", "办学许可证编号"), ("valid_from", "起始日期"), ("valid_until", "截止日期"),
            ("uscc", "统一社会信用代码"), ("phone", "座机"), ("annual_check", "年检结果"), ("note", "备注"),
        ),
        mistakes=(Mistake.WRONG_CHECK,),
    ),
    "410883": Style(
        count=105,
        title="孟州市幼儿园注册登记情况一览表",
        dates=Dates.DOTS,
        stamp=True,
        total=True,
        footer=True,
        columns=(
            ("seq", "序号"), ("township", "乡镇"), ("name", "园名"), ("nature", "性质"), ("address", "地址"),
            ("licence_no", "许可证号"), ("validity", "有效期"), ("classes", "班级数"), ("enrolled", "在园人数"),
            ("staff", "教职工数"), ("principal", "负责人"), ("phone", "联系电话"),
        ),
        groups=(
            ("seq", "address", "基本情况"), ("licence_no", "validity", "证照情况"), ("classes", "staff", "规模"),
            ("principal", "phone", "联系"),
        ),
    ),
}  # fmt: skip
