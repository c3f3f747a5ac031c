"""What can be wrong with a spreadsheet: one code each, with a sentence that says what and how to mend it.

Pure. Errors refuse a row, warnings do not. Values are masked before they get here.
"""

# ruff: noqa: E501 - a sentence or a list of words stays on one line; Chinese counts double

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from publishing.registry.text import mask_personal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One remark: where (sheet, 1-based row, column letter; None is "the whole"), what, and how to mend it."""

    sheet: str
    row: int | None
    column: str | None
    code: str
    severity: Severity
    value: str
    message: str
    message_en: str


# code: (severity, Chinese, English); {value} and {other} are filled in
SENTENCES: Mapping[str, tuple[Severity, str, str]] = {
    "no_header": (
        "error",
        "没有找到表头。请保留一行列名，其中要有“幼儿园名称”和“乡镇（办事处）”。",
        "No header row was found. Keep one row of column names with “幼儿园名称” and “乡镇（办事处）”.",
    ),
    "no_rows": (
        "error",
        "表头下面没有幼儿园。请检查是否选错了文件。",
        "There are no kindergartens below the header. Check that this is the right file.",
    ),
    "sheet_skipped": (
        "warning",
        "这张工作表没有表头，没有读取。如果里面有幼儿园，请补上列名。",
        "This sheet has no header and was not read. Add column names if it holds kindergartens.",
    ),
    "sheet_hidden": (
        "warning",
        "这张工作表是隐藏的，没有读取。如果需要，请取消隐藏后重新上传。",
        "This sheet is hidden and was not read. Unhide it and upload again if it is needed.",
    ),
    "missing_column": (
        "warning",
        "没有“{value}”一列。如果有这项信息，请补上这一列。",
        "There is no column “{value}”. Add it if the information exists.",
    ),
    "unknown_column": (
        "warning",
        "不认识“{value}”这一列，没有读取。如果需要，请改用常用的列名。",
        "The column “{value}” is not known and was not read. Use a common column name if it is needed.",
    ),
    "repeated_column": (
        "warning",
        "“{value}”与前面的一列意思相同，只读取前面一列。请删去多余的一列。",
        "The column “{value}” means the same as an earlier one; only the earlier one was read. Delete one.",
    ),
    "personal_id_column": (
        "warning",
        "“{value}”一列是身份证号，已排除，不会公布。不用改。",
        "The column “{value}” holds identity numbers. It was kept out and will not be published.",
    ),
    "personal_mobile_column": (
        "warning",
        "“{value}”一列是个人手机号，已排除，不会公布。要公布电话，请填园所座机。",
        "The column “{value}” holds private mobile numbers. It was kept out; give the landline to publish one.",
    ),
    "personal_name_column": (
        "warning",
        "“{value}”一列是个人姓名，已排除，不会公布。不用改。",
        "The column “{value}” holds names of persons. It was kept out and will not be published.",
    ),
    "name_missing": (
        "error",
        "没有填幼儿园名称。请填写办学许可证上的全称。",
        "The name is missing. Give the full name on the licence.",
    ),
    "name_unlikely": (
        "error",
        "“{value}”不像幼儿园名称。请填写办学许可证上的全称。",
        "“{value}” does not look like a name. Give the full name on the licence.",
    ),
    "formula_text": (
        "error",
        "这一格写的是公式，不能采用。请把公式换成文字或数字。",
        "This cell holds a formula and cannot be used. Replace the formula with plain text or a number.",
    ),
    "township_missing": (
        "error",
        "看不出属于哪个乡镇（办事处）。请在“乡镇（办事处）”一列填写，如“柏山镇”。",
        "The township cannot be told. Fill in the township column, for example “柏山镇”.",
    ),
    "township_unknown": (
        "error",
        "“{value}”不是{other}的乡镇（办事处）。请核对名称，或把这一行交给所属的县（市、区）。",
        "“{value}” is not a township of {other}. Check the name, or give the row to the county it belongs to.",
    ),
    "damaged_code": (
        "error",
        "代码被存成数字，后几位已经丢失。请把这一列设为“文本”，按证件重新填写。",
        "The code was stored as a number and its last digits are lost. Format the column as text and enter it again.",
    ),
    "uscc_length": (
        "error",
        "统一社会信用代码应为18位。请按登记证书核对。",
        "A unified social credit code has 18 characters. Check it against the certificate.",
    ),
    "uscc_character": (
        "error",
        "统一社会信用代码里有不会出现的字符（没有I、O、S、V、Z）。请按登记证书核对。",
        "The unified social credit code has a character that cannot occur (no I, O, S, V, Z). Check the certificate.",
    ),
    "uscc_check": (
        "error",
        "统一社会信用代码的校验位不对，至少有一位写错了。请按登记证书核对。",
        "The check character of the unified social credit code is wrong. Check it against the certificate.",
    ),
    "uscc_is_id_number": (
        "error",
        "统一社会信用代码一栏填的像是身份证号，不会保存。请改填单位的18位代码。",
        "This looks like an identity number and was not kept. Give the organisation's 18-character code.",
    ),
    "uscc_body": (
        "warning",
        "统一社会信用代码中的主体标识码校验不符。请按登记证书核对。",
        "The organisation part of the unified social credit code does not check. Compare it with the certificate.",
    ),
    "uscc_mended": (
        "warning",
        "统一社会信用代码里的字母O或I已读作数字0或1。请核对。",
        "Letters O or I in the unified social credit code were read as 0 or 1. Please check.",
    ),
    "licence_shape": (
        "warning",
        "许可证号“{value}”的位数或写法不常见，照原样采用。请核对许可证原件。",
        "The licence number “{value}” has an unusual shape and was taken as it stands. Check the licence.",
    ),
    "licence_county": (
        "warning",
        "许可证号“{value}”里的区划代码不是本县（市、区）的。请核对许可证原件。",
        "The division code in licence number “{value}” is not this county's. Check the licence.",
    ),
    "licence_missing": (
        "warning",
        "民办幼儿园没有填许可证号。请补上。",
        "A private kindergarten has no licence number. Add it.",
    ),
    "licence_is_id_number": (
        "error",
        "许可证号一栏填的像是身份证号，不会保存。请按许可证原件填写。",
        "This looks like an identity number and was not kept. Give the number on the licence.",
    ),
    "licence_too_long": (
        "error",
        "许可证号“{value}”太长。请只填号码，其余内容写在备注里。",
        "The licence number “{value}” is too long. Give the number only and put the rest in the note.",
    ),
    "validity_missing": (
        "warning",
        "没有填许可证有效期，将不会自动到期。请补上。",
        "The period of validity is missing, so the licence will not expire by itself. Add it.",
    ),
    "impossible_date": (
        "error",
        "“{value}”里有不存在的日期。请写成“2023-09-30”这样的日期。",
        "“{value}” holds a date that does not exist. Write a date such as 2023-09-30.",
    ),
    "unreadable_date": (
        "error",
        "看不懂日期“{value}”。请写成“2023-09-01至2026-08-31”。",
        "The date “{value}” cannot be read. Write 2023-09-01至2026-08-31.",
    ),
    "unlikely_date": (
        "error",
        "日期“{value}”的年份不合理。请核对。",
        "The year of “{value}” is unlikely. Please check.",
    ),
    "validity_reversed": (
        "error",
        "有效期“{value}”的截止日期早于起始日期。请核对许可证。",
        "The period “{value}” ends before it begins. Check the licence.",
    ),
    "unclear_validity": (
        "error",
        "只写“{value}”算不出到期日。请写明起止日期，如“2023-09-01至2026-08-31”。",
        "“{value}” does not say when the licence ends. Write both dates, for example 2023-09-01至2026-08-31.",
    ),
    "single_date_as_end": (
        "warning",
        "有效期只写了一个日期“{value}”，按截止日期采用。请核对。",
        "Only one date, “{value}”, is given; it was taken as the end. Please check.",
    ),
    "validity_counted": (
        "warning",
        "有效期“{value}”按起始日期推算了到期日。请核对。",
        "The end was counted from the start date and “{value}”. Please check.",
    ),
    "licence_expired": (
        "warning",
        "许可证在{value}已经到期，公布后显示为“已过期”。如已换证，请更新有效期。",
        "The licence ended on {value} and will be shown as expired. Update the period if it was renewed.",
    ),
    "private_mobile": (
        "warning",
        "这是个人手机号，已排除，不会公布。要公布电话，请填园所座机。",
        "This is a private mobile number and was kept out. Give the landline to publish a number.",
    ),
    "unreadable_phone": (
        "warning",
        "电话“{value}”的位数不对，没有采用。请写成“0391-1234567”。",
        "The telephone number “{value}” cannot be read and was left out. Write 0391-1234567.",
    ),
    "personal_number_in_text": (
        "warning",
        "文字里有身份证号或手机号，已去掉，不会公布。",
        "An identity or mobile number stood in the text and was removed.",
    ),
    "unreadable_count": (
        "warning",
        "“{value}”不是一个数，没有采用。请只填数字。",
        "“{value}” is not a number and was left out. Give digits only.",
    ),
    "unknown_nature": (
        "warning",
        "看不出“{value}”是公办还是民办，没有采用。请写“公办”“民办”或“普惠性民办”。",
        "“{value}” does not say public or private and was left out. Write 公办, 民办 or 普惠性民办.",
    ),
    "nature_conflict": (
        "warning",
        "这一行写的是“{value}”，与工作表的分类不同，按这一行采用。请核对。",
        "This row says “{value}”, unlike its sheet; the row was followed. Please check.",
    ),
    "unknown_annual_check": (
        "warning",
        "不认识年检结论“{value}”，没有采用。请写合格、基本合格、不合格、暂缓、未参检或停办。",
        "The annual check “{value}” is not known and was left out.",
    ),
    "ditto_without_above": (
        "error",
        "写了“同上”，但上面没有可以照抄的内容，或这一列不能写“同上”。请写出来。",
        "“同上” has nothing above it to repeat, or may not be used in this column. Write it out.",
    ),
    "duplicate_licence": (
        "error",
        "许可证号“{value}”与{other}重复。请删去一行，或按许可证原件改正。",
        "The licence number “{value}” is the same as in {other}. Delete one row or correct the number.",
    ),
    "duplicate_name": (
        "error",
        "“{value}”与{other}重复（同一乡镇同名）。请删去一行，或在园名中写明分园。",
        "“{value}” is the same as {other} (same name and township). Delete one, or name the branch.",
    ),
    "shared_uscc": (
        "warning",
        "统一社会信用代码与{other}相同。附设幼儿园可以共用，否则请核对。",
        "The unified social credit code is the same as in {other}. Fine for attached kindergartens; otherwise check.",
    ),
}


def problem(
    code: str,
    *,
    sheet: str,
    row: int | None = None,
    column: str | None = None,
    value: str = "",
    other: str = "",
) -> Problem:
    """The problem `code` at a place, with its sentences. Personal numbers in `value` are masked here."""
    severity, chinese, english = SENTENCES[code]
    shown = mask_personal(value)
    if len(shown) > 80:
        shown = shown[:79] + "…"
    return Problem(
        sheet=sheet,
        row=row,
        column=column,
        code=code,
        severity=severity,
        value=shown,
        message=chinese.format(value=shown, other=other),
        message_en=english.format(value=shown, other=other),
    )
