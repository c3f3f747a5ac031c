"""The Chinese word for every code that people see: states, categories, outcomes, roles and their like.

One table for pages, documents, the command line and the audit log. The words are message ids too: the pages
translate them (`portal/i18n.py`), everything else uses them as they stand. Source: DESIGN §3 and §4, and the
office's own forms; 登记 stands for `opened`, because 立案 is a term of enforcement.
"""

from collections.abc import Mapping
from types import MappingProxyType

_TABLES: dict[str, dict[str, str]] = {
    "licence_status": {
        "licensed": "有证",
        "conditional": "有证（整改中）",
        "suspended": "暂停",
        "expired": "已过期",
        "revoked": "吊销",
        "closed": "终止办园",
    },
    "licence_event": {
        "granted": "取得许可",
        "renewed": "换发许可证",
        "changed": "登记事项变更",
        "suspended": "暂停招生",
        "resumed": "恢复招生",
        "revoked": "吊销许可证",
        "expired": "许可证到期",
        "closed": "终止办园",
        "closed_voluntarily": "申请终止办园",
        "conditional": "责令整改",
        "corrected": "更正记录",
        "withdrawn": "撤销记录",
    },
    "nature": {
        "public": "公办",
        "public_education": "公办（教育部门办）",
        "public_collective": "公办（集体办）",
        "public_institution": "公办（事业单位办）",
        "public_enterprise": "公办（国有企业办）",
        "private": "民办",
        "private_inclusive": "民办普惠",
        "private_nonprofit": "民办（非营利）",
        "private_profit": "民办（营利）",
    },
    "division_level": {
        "city": "市",
        "county": "县（市、区）",
        "township": "乡镇（办事处）",
        "village": "村（社区）",
    },
    "tip_state": {
        "received": "已接收",
        "accepted": "已受理",
        "not_accepted": "不予受理",
        "transferred": "已转办",
        "merged": "并案",
        "assigned": "已交办",
        "verifying": "核查中",
        "need_info": "待补充",
        "handled": "待审核",
        "concluded": "已办结",
        "replied": "已反馈",
        "reopened": "重办",
        "withdrawn": "撤回",
        "archived": "已归档",
    },
    "tip_action": {
        "accept": "受理",
        "decline": "不予受理",
        "transfer": "转办",
        "merge": "并入已有线索",
        "assign": "交办",
        "start": "开始核查",
        "ask": "提问",
        "answer": "回答",
        "report": "报送核查结果",
        "send_back": "退回重查",
        "conclude": "办结",
        "reply": "答复举报人",
        "reopen": "退回重办",
        "withdraw": "撤回举报",
        "archive": "归档",
    },
    "public_step": {
        "received": "已收到",
        "accepted": "已受理",
        "verifying": "核查中",
        "concluded": "已办结",
    },
    "category": {
        "unlicensed": "无证",
        "full_day_training": "变相全日制培训",
        "fire": "消防",
        "food": "食品",
        "security": "安防",
        "bus": "校车",
        "premises": "校舍",
        "child_harm": "疑似伤害幼儿",
        "licence_gap": "证照不全",
        "other": "其他",
    },
    "outcome": {
        "substantiated": "属实",
        "partly_substantiated": "部分属实",
        "unsubstantiated": "不属实",
        "unverifiable": "无法核实",
        "duplicate": "重复",
        "out_of_jurisdiction": "不属管辖",
        "referred": "移交",
        "invalid": "无效",
    },
    "fixed_answer": {"fixed": "已解决", "not_fixed": "没有解决", "unsure": "说不清"},
    "fixed_ask": {"two_weeks": "答复满两周", "six_weeks": "答复满六周", "early": "主动反映"},
    "satisfaction": {"satisfied": "满意", "mostly": "基本满意", "dissatisfied": "不满意"},
    "severity": {"general": "一般", "major": "重大隐患"},
    "urgency": {"ordinary": "一般", "urgent": "紧急"},
    "disposal": {"admit": "准入", "rectify": "整改", "merge": "整合", "ban": "取缔"},
    "track": {
        "tip": "举报线索",
        "enforcement": "申请查处",
        "petition": "申诉求决",
        "official": "检举公职人员",
        "advice": "咨询建议",
    },
    "source": {"tip": "举报", "patrol": "巡查", "spot_check": "抽查", "relapse": "反弹"},
    "channel": {
        "web": "网上",
        "phone": "电话",
        "letter": "来信",
        "visit": "来访",
        "walk_in": "来访",
        "hotline": "12345转来",
        "open311": "其他应用",
    },
    "ledger_state": {
        "opened": "登记",
        "notice_issued": "已下达整改通知",
        "rectifying": "整改中",
        "rechecked": "复查通过",
        "rechecked_failed": "复查未通过",
        "filed_up": "上报备案",
        "coordinating": "部门协调",
        "handed_over": "已移交",
        "closed_out": "已销号",
        "relapsed": "反弹",
    },
    "ledger_action": {
        "open": "登记入账",
        "notice": "下达整改通知",
        "rectify": "转入整改",
        "recheck_pass": "复查通过",
        "recheck_fail": "复查未通过",
        "file_up": "办理上报备案",
        "coordinate": "提请部门协调",
        "hand_over": "移交有关部门",
        "resume": "恢复整改",
        "strike_off": "销号",
        "relapse": "反弹",
    },
    "ledger_kind": {"unlicensed": "无证园治理", "hazard": "隐患整改"},
    "finding_mode": {"on_spot": "当场整改", "deadline": "限期整改", "long_term": "短期难整改"},
    "service": {"signed": "当面签收", "refused": "拒签留置", "posted": "张贴", "mailed": "邮寄"},
    "visit_kind": {"patrol": "巡查", "tip": "核查举报", "recheck": "复查", "spot_check": "抽查"},
    "tie": {"own": "本人开办或负责", "employer": "所在单位", "relative": "亲属关系"},
    "register_change": {
        "new": "新增",
        "renamed": "改名",
        "moved": "迁址",
        "renewed": "换发许可证",
        "changed": "变更",
        "unchanged": "没有变化",
        "missing": "少了",
    },
    "announcement_action": {
        "submit": "送批",
        "approve": "批准",
        "give_back": "退回修改",
        "release": "发布",
        "withdraw": "撤回草稿",
    },
    "announcement_state": {
        "draft": "草稿",
        "submitted": "待批准",
        "approved": "已批准",
        "released": "已发布",
        "withdrawn": "已撤回",
    },
    "change": {"added": "新增", "changed": "变更", "removed": "不再列入", "unchanged": "没有变化"},
    "problem_severity": {"error": "错误", "warning": "提醒", "excluded": "已排除"},
    "role": {
        "supervisor": "监管责任人",
        "central_school": "中心校",
        "county_triage": "县级受理",
        "county_editor": "名单编辑",
        "county_approver": "公告批准",
        "county_leader": "县级负责人",
        "city_auditor": "市级督查",
        "city_admin": "系统管理",
        "custodian": "身份保管员",
        "hotline": "热线记录",
        "system": "系统",
        "reporter": "举报人",
    },
    "unseal_cause": {
        "contact": "向举报人了解情况",
        "safety": "孩子可能有危险",
        "authority": "公安、监察等机关依法调取",
        "outcome": "向举报人反馈结果",
        "other": "其他",
    },
    "standing": {"leadership": "班子成员", "middle": "中层干部", "party_member": "党员"},
    "alias_kind": {"nickname": "俗称", "old_name": "旧名", "spelling": "另一种写法"},
    "duty": {"on_duty": "在岗", "leave": "请假", "vacant": "空缺", "recused": "回避"},
}
_TABLES["verdict"] = {
    **_TABLES["licence_status"],
    "not_on_register": "名单中查不到",
    "ambiguous": "需要进一步选择",
}

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {kind: MappingProxyType(words) for kind, words in _TABLES.items()}
)


def word(kind: str, code: str) -> str:
    """The Chinese word of `code` in table `kind`. KeyError for a table or code that does not exist."""
    return WORDS[kind][code]


def choices(kind: str, *codes: str) -> list[tuple[str, str]]:
    """(code, Chinese word) pairs for a select or radios: those of `codes`, else the whole table."""
    return [(code, WORDS[kind][code]) for code in codes or WORDS[kind]]
