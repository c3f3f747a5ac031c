"""The words that counties write over their columns, as data.

Source: headers of published lists (domain brief §2). A header is compared after cleaning, without spaces,
punctuation and what stands in brackets; exact aliases are tried before contained words.
"""

# ruff: noqa: E501 - a sentence or a list of words stays on one line; Chinese counts double

from collections.abc import Mapping
from enum import StrEnum


class Column(StrEnum):
    """What a column holds."""

    SEQ = "seq"
    NAME = "name"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    ADDRESS = "address"
    SPONSOR = "sponsor"
    NATURE = "nature"
    LICENCE_NO = "licence_no"
    VALIDITY = "validity"
    VALID_FROM = "valid_from"
    VALID_UNTIL = "valid_until"
    USCC = "uscc"
    GRADE = "grade"
    CLASSES = "classes"
    ENROLLED = "enrolled"
    STAFF = "staff"
    PHONE = "phone"
    ANNUAL_CHECK = "annual_check"
    BUS_COUNT = "bus_count"
    FOOD_NO = "food_no"
    FEE = "fee"
    NOTE = "note"
    LEGAL_REP = "legal_rep"
    PRINCIPAL = "principal"
    ID_NUMBER = "id_number"
    MOBILE = "mobile"


PERSONAL = frozenset({Column.LEGAL_REP, Column.PRINCIPAL, Column.ID_NUMBER, Column.MOBILE})
"""Columns about a person: never read, reported once each."""

NOT_PUBLISHED = frozenset({Column.SEQ, Column.COUNTY, Column.STAFF, Column.FOOD_NO, Column.FEE})
"""Columns that are understood but have no place on the register."""

ALIASES: Mapping[Column, tuple[str, ...]] = {
    Column.SEQ: ("序号", "编号", "序", "号", "no"),
    Column.NAME: ("园名", "幼儿园名称", "幼儿园", "园所名称", "幼儿园园名", "单位名称", "园所", "名称", "机构名称", "学校名称",
                  "幼儿园全称", "法定名称", "办学机构名称", "单位", "name"),
    Column.COUNTY: ("县区", "县市区", "所属县区", "所在县区", "区县", "所属区县"),
    Column.TOWNSHIP: ("乡镇", "乡镇办事处", "乡镇街道", "乡镇办", "办事处", "中心校", "镇办", "所属乡镇", "所在乡镇", "街道",
                      "所属中心校", "所属办事处", "乡办", "乡镇名称", "乡", "镇", "乡镇中心校", "township"),
    Column.VILLAGE: ("村", "村社区", "社区", "所在村", "行政村", "所属社区", "村居", "村庄"),
    Column.ADDRESS: ("地址", "园址", "办园地址", "详细地址", "办学地址", "所在地", "地点", "园所地址", "幼儿园地址", "具体地址",
                     "办园地点", "住所", "address"),
    Column.SPONSOR: ("举办者", "举办单位", "申办人", "投资人", "主办单位", "举办者名称", "主办者", "举办人"),
    Column.NATURE: ("办园性质", "性质", "类别", "办学性质", "园所性质", "办园类型", "办园类别", "类型", "举办者类型", "办别",
                    "办园体制", "nature"),
    Column.LICENCE_NO: ("办学许可证号", "许可证编号", "批准文号", "许可证号", "办园许可证号", "办学许可证", "办学许可证编号",
                        "办园许可证编号", "办园许可证", "注册证号", "登记注册证号", "许可证", "证号", "许可证号码", "办学许可证号码",
                        "注册号", "审批文号", "证书编号", "许可证证号", "许可证件号"),
    Column.VALIDITY: ("有效期", "有效期限", "许可证有效期", "办学许可证有效期", "有效期限起止", "许可证有效期限", "有效日期",
                      "起止日期", "起止时间", "有效期起止"),
    Column.VALID_FROM: ("有效期起", "起始日期", "发证日期", "发证时间", "有效期自", "有效期开始", "开始日期", "有效期限自",
                        "有效期限起", "有效期起始", "起"),
    Column.VALID_UNTIL: ("有效期至", "有效期止", "截止日期", "到期日期", "有效期限至", "有效期截止", "终止日期", "到期时间",
                         "有效期限止", "许可证有效期至", "止"),
    Column.USCC: ("统一社会信用代码", "信用代码", "社会信用代码", "组织机构代码", "统一信用代码", "机构代码", "uscc"),
    Column.GRADE: ("等级", "办园等级", "园所等级", "级别", "等次", "评估等级", "示范等级"),
    Column.CLASSES: ("班级数", "班数", "班级", "开设班数", "现有班级", "班额数", "现有班数", "办学规模", "办园规模"),
    Column.ENROLLED: ("在园人数", "幼儿数", "在园幼儿数", "幼儿人数", "学生数", "在园幼儿", "人数", "在园数", "在校生数"),
    Column.STAFF: ("教职工数", "教职工人数", "教职工", "教师数", "专任教师数"),
    Column.PHONE: ("联系电话", "办公电话", "电话", "联系方式", "电话号码", "固定电话", "座机", "园所电话", "园所座机", "phone"),
    Column.ANNUAL_CHECK: ("年检结论", "年检", "年检结果", "年检情况", "年度检查结论", "年审", "年检结果等次"),
    Column.BUS_COUNT: ("校车", "校车数", "校车数量", "校车辆数", "现有校车"),
    Column.FOOD_NO: ("食品经营许可证号", "食品经营许可证", "食品许可证号", "餐饮服务许可证"),
    Column.FEE: ("收费标准", "收费", "保教费", "收费情况"),
    Column.NOTE: ("备注", "说明", "备考", "附注"),
    Column.LEGAL_REP: ("法人", "法定代表人", "法人代表", "法人姓名", "法定代表人姓名"),
    Column.PRINCIPAL: ("园长", "负责人", "园长姓名", "负责人姓名", "联系人", "姓名", "校长", "联系人姓名"),
    Column.ID_NUMBER: ("身份证", "身份证号", "身份证号码", "公民身份号码", "证件号码"),
    Column.MOBILE: ("手机", "手机号", "手机号码", "移动电话", "个人电话", "园长电话", "负责人电话", "法人电话", "园长手机",
                    "负责人手机", "法人手机", "园长联系电话", "负责人联系电话", "法人联系电话"),
}  # fmt: skip

# Tried in this order when no alias fits exactly: personal first, then the more special before the more general.
CONTAINED: tuple[tuple[str, Column], ...] = (
    ("身份证", Column.ID_NUMBER),
    ("手机", Column.MOBILE),
    ("信用代码", Column.USCC),
    ("食品", Column.FOOD_NO),
    ("餐饮", Column.FOOD_NO),
    ("校车标牌", Column.FEE),
    ("校车", Column.BUS_COUNT),
    ("有效期至", Column.VALID_UNTIL),
    ("有效期起", Column.VALID_FROM),
    ("有效期", Column.VALIDITY),
    ("许可证", Column.LICENCE_NO),
    ("年检", Column.ANNUAL_CHECK),
    ("办园性质", Column.NATURE),
    ("等级", Column.GRADE),
    ("地址", Column.ADDRESS),
    ("电话", Column.PHONE),
    ("幼儿园名称", Column.NAME),
    ("园所名称", Column.NAME),
    ("乡镇", Column.TOWNSHIP),
    ("收费", Column.FEE),
    ("教职工", Column.STAFF),
    ("法人", Column.LEGAL_REP),
    ("法定代表人", Column.LEGAL_REP),
    ("园长", Column.PRINCIPAL),
    ("负责人", Column.PRINCIPAL),
)
