"""A receipt code as it is read out on the telephone."""

_SPOKEN = dict(zip("0123456789", "零幺二三四五六七八九", strict=True))
"""幺 as on every telephone: 一 and 七 sound alike on a bad line."""


def aloud(code: str) -> list[tuple[str, str]]:
    """The groups of four of a code: the digits one by one, and as they are spoken in Chinese."""
    groups = [code[start : start + 4] for start in range(0, len(code), 4)]
    return [(" ".join(group), "".join(_SPOKEN[digit] for digit in group)) for group in groups]
