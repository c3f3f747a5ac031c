"""The duties of a 监管责任人 by notice 60, each with its days and its clause. Pure."""

import calendar
from dataclasses import dataclass
from datetime import date

HALF_YEAR_ENDS = ((6, 30), (12, 15))
"""When the sheets of a half-year are handed in, where the county set nothing else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyLine:
    """What is to be done, how, until when (with the next such day, where there is one), and where the notice
    says so."""

    task: str
    what: str
    until: str
    basis: str
    next_on: date | None = None


def duty_lines(today: date) -> tuple[DutyLine, ...]:
    """The duties as they stand on a day."""
    month_end = today.replace(day=calendar.monthrange(today.year, today.month)[1])
    return (
        DutyLine(
            task="每月巡查",
            what="对责任区每月至少巡查一次，填写巡查表；没有发现问题的也要写明“未发现问题”",
            until="每月月底前",
            next_on=month_end,
            basis="三3",
        ),
        DutyLine(
            task="巡查内容",
            what="是否有无证幼儿园；已办证幼儿园在消防、食品、安防、校车、校舍等方面的问题",
            until="每次巡查",
            basis="三2、附件",
        ),
        DutyLine(
            task="督促办证",
            what="对资质不齐的单位，督促办理相关手续，做好安全防范，并登记",
            until="随时",
            basis="三2",
        ),
        DutyLine(
            task="报告和整改通知",
            what="发现无证幼儿园或安全隐患，及时向上级汇报，下达书面整改通知，要求立即整改",
            until="发现以后及时",
            basis="三4",
        ),
        DutyLine(
            task="跟踪督查",
            what="跟踪整改结果，按整改通知的期限复查，记入台账，合格后才能销号",
            until="整改期限内",
            basis="三4",
        ),
        DutyLine(
            task="上报备案",
            what="存在重大隐患，或短期内无法整改到位的，上报县（市、区）教育局备案",
            until="发现以后及时",
            basis="三4",
        ),
        DutyLine(
            task="核查举报",
            what="对交办的举报到现场核查，报送结果；涉及本人的回避",
            until="交办时写明的期限",
            basis="三5",
        ),
        DutyLine(
            task="上交巡查表",
            what="每人一份，签字后经中心校集中报县（市、区）教育局",
            until="6月30日前、12月15日前",
            next_on=next_hand_in(today),
            basis="三3、附件",
        ),
    )


def next_hand_in(today: date) -> date:
    """The next day on which the sheets of a half-year are due."""
    days = [date(year, month, day) for year in (today.year, today.year + 1) for month, day in HALF_YEAR_ENDS]
    return min(day for day in days if day >= today)
