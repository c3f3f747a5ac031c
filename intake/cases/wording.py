"""What the office writes by itself to the reporter at each step, and to 12345: plain Chinese, nobody's name.

Pure."""

from datetime import date

from intake.tips.order_answers import OrderAnswer
from intake.tips.promising import chinese_day
from publishing.kernel.words import word


def declined(reason: str) -> str:
    """Told when the tip is not accepted."""
    return f"您的举报不予受理。理由：{_ended(reason)}"


def transferred(authority: str, reason: str) -> str:
    """Told when another authority takes it over."""
    return f"您的举报已转{authority}办理。理由：{_ended(reason)}"


def merged() -> str:
    """Told when it is handled together with an earlier one."""
    return "您反映的问题与另一件举报是同一件事，现在一并办理。您仍用原来的查询码查看进度和答复。"


def replied(wording: str, *, interim: bool) -> str:
    """The answer itself; an interim one says so."""
    return f"阶段性答复：{wording}\n整改仍在进行，我们会继续跟踪。" if interim else wording


def extended(conclude_by: date, reason: str) -> str:
    """Told when a leader has given the check more time (信访工作条例 34)."""
    return f"核查还需要时间，经批准，告诉您结果的日期延到{chinese_day(conclude_by)}。理由：{_ended(reason)}"


def answer_to_order(number: str, answer: OrderAnswer) -> str:
    """What is sent back to 12345, or whichever office sent the order: Chinese, and public as it stands."""
    lines = [
        f"工单号：{number}",
        f"承办单位：{answer.office}",
        f"反映问题：{answer.township}，{word('category', answer.category)}",
        f"办理结果：{word(*answer.result)}" + ("（阶段性）" if answer.interim else ""),
        f"答复内容：{answer.wording or '已依法处置。事关未成年人，具体情况不对外提供。'}",
    ]
    if answer.interim:
        lines.append("整改仍在进行，我单位继续跟踪。")
    lines.append(f"答复日期：{chinese_day(answer.replied_on)}。已同时答复反映人。")
    return "\n".join(lines)


def moved_county(office: str, reason: str) -> str:
    """Told when the place turns out to lie in another county of the city."""
    return f"您反映的地点由{office}负责，已移交该单位办理。查询码和答应您的日期都不变。理由：{_ended(reason)}"


def disputed(city: str) -> str:
    """Told when two counties each take the place for the other's."""
    return f"您反映的地点由哪个县（市、区）负责，正由{city}确定。查询码和答应您的日期都不变。"


def named(person: str, unit: str, by: str, reason: str) -> str:
    """Why this person: for the line only, kept as the route of the tip."""
    return f"{by}指定{unit}{person}核查。理由：{_ended(reason)}"


def _ended(sentence: str) -> str:
    """With a full stop at the end, once."""
    return sentence if sentence.endswith(("。", "？")) else f"{sentence}。"
