"""Refusing a file: why it cannot be taken, and what to do instead, in a sentence."""

from collections.abc import Mapping

from publishing.kernel.errors import DomainError

REFUSALS: Mapping[str, tuple[str, str]] = {
    "wrong_type": (
        "这不是能读取的表格。请上传.xlsx、.xls、.et、.ods或.csv文件，并保持原来的扩展名。",
        "This is not a spreadsheet that can be read. Use .xlsx, .xls, .et, .ods or .csv with its own ending.",
    ),
    "empty_file": (
        "文件是空的。请检查是否选错了文件。",
        "The file is empty. Check that this is the right file.",
    ),
    "too_large": (
        "文件超过20 MB。请删去图片等内容，或分成几个文件。",
        "The file is larger than 20 MB. Remove pictures, or split it into several files.",
    ),
    "encrypted": (
        "文件设了密码，无法读取。请取消密码后重新上传。",
        "The file is protected by a password. Remove the password and try again.",
    ),
    "macros": (
        "文件里有宏，没有读取。请用表格软件打开，另存为不带宏的.xlsx后重新上传。",
        "The file holds macros and was not read. Save it as an .xlsx file without macros and try again.",
    ),
    "damaged": (
        "文件已损坏，无法读取。请用表格软件打开，另存为.xlsx后重新上传。",
        "The file is damaged. Open it in a spreadsheet program, save it as .xlsx and try again.",
    ),
    "zip_bomb": (
        "文件解压后过大，没有读取。请另存为新的.xlsx文件后重新上传。",
        "The file unpacks to far too much and was not read. Save it as a new .xlsx file and try again.",
    ),
    "too_many_cells": (
        "表格太大，超过30万行或100列。请删去多余的行和列后重新上传。",
        "The sheet is too large: more than 300,000 rows or 100 columns. Delete what is not needed.",
    ),
}
"""The sentence of each reason, in Chinese and in English."""


class UnreadableFile(DomainError):
    """A file that cannot be taken (values: reason, and what is known of it).

    Reasons are the keys of `REFUSALS`; `str()` of it is the Chinese sentence.
    """

    code = "unreadable_file"
    status = 422

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason=reason, **values)
        self.reason = reason
        self.message, self.message_en = REFUSALS[reason]

    def __str__(self) -> str:
        return self.message
