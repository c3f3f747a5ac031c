"""What the office writes to the reporter by itself at each step: plain Chinese, no officer's name. Pure."""

from datetime import date

from intake.tips.promising import chinese_day


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


def named(person: str, unit: str, by: str, reason: str) -> str:
    """Why this person: for the line only, kept as the route of the tip."""
    return f"{by}指定{unit}{person}核查。理由：{_ended(reason)}"


def _ended(sentence: str) -> str:
    """With a full stop at the end, once."""
    return sentence if sentence.endswith(("。", "？")) else f"{sentence}。"
