"""A recovery key as it stands on paper: thirteen groups of five characters, each with its own check. Pure.

Crockford's 32 characters (no I, L, O, U), four of the key and one check a group. The check is linear over
GF(32) and knows the group's place: one wrong character, two neighbours exchanged, or two groups exchanged
are found, and the group is named.
"""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKE = str.maketrans("ILO", "110")
_BYTES, _GROUPS, _OF_KEY = 32, 13, 4
LENGTH = _GROUPS * (_OF_KEY + 1)


class Mistake(Exception):
    """What was typed is no recovery key: `letters` (a character that is none), `length`, or `group` with the
    number of the first group that does not fit, from 1."""

    def __init__(self, kind: str, group: int = 0) -> None:
        super().__init__(kind)
        self.kind, self.group = kind, group


def written(key: bytes) -> str:
    """A 32-byte key for paper: `4K7QX-…`. Raises ValueError for another length."""
    if len(key) != _BYTES:
        raise ValueError(f"a recovery key has {_BYTES} bytes")
    number = int.from_bytes(key)
    values = [number >> (5 * place) & 31 for place in reversed(range(_GROUPS * _OF_KEY))]
    groups = (values[start : start + _OF_KEY] for start in range(0, len(values), _OF_KEY))
    return "-".join(
        "".join(_ALPHABET[value] for value in (*group, _check(group, place)))
        for place, group in enumerate(groups)
    )


def read(typed: str) -> bytes:
    """The key of what somebody typed; capitals, spaces and dashes do not matter. Raises Mistake."""
    letters = [c for c in typed.upper().translate(_LOOK_ALIKE) if not c.isspace() and c not in "-－—–"]
    if any(c not in _ALPHABET for c in letters):
        raise Mistake("letters")
    if len(letters) != LENGTH:
        raise Mistake("length")
    values = [_ALPHABET.index(c) for c in letters]
    number = 0
    for place in range(_GROUPS):
        *group, check = values[place * (_OF_KEY + 1) : (place + 1) * (_OF_KEY + 1)]
        if check != _check(group, place):
            raise Mistake("group", place + 1)
        for value in group:
            number = number << 5 | value
    if number >> 8 * _BYTES:
        raise Mistake("group", 1)
    return number.to_bytes(_BYTES)


def _check(group: list[int], place: int) -> int:
    total = 0
    for value in group:
        total = _times_x(total) ^ value
    return _times_x(total) ^ place


def _times_x(value: int) -> int:
    """Times x in GF(32), modulo x⁵ + x² + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
