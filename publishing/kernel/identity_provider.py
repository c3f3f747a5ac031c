"""What the settings of the identity provider (OpenID Connect) may be. Pure."""

from urllib.parse import urlsplit

USABLE = "an https address without query (http on this machine only)"
MARKS = "amr=VALUE or acr=VALUE, several with spaces between"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def is_usable_address(address: str, *, loopback: bool = True) -> bool:
    """Whether something may be fetched from there: TLS, or this very machine where `loopback` allows it."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
        _port = parts.port  # ValueError for one that is none
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and loopback and host in _LOOPBACK)


def is_usable_issuer(issuer: str) -> bool:
    """Whether this may be an issuer: an address as above, without query (OpenID Connect Discovery 1.0 §3)."""
    return is_usable_address(issuer) and "?" not in issuer


def is_on_this_machine(issuer: str) -> bool:
    """Whether the issuer is served without TLS on this machine, as in tests."""
    return issuer.startswith("http://")


def parse_marks(text: str) -> tuple[tuple[str, str], ...]:
    """`amr=otp acr=level2` as pairs; ValueError for anything else."""
    marks = []
    for word in text.split():
        claim, found, value = word.partition("=")
        if claim not in ("amr", "acr") or not found or not value:
            raise ValueError(word)
        marks.append((claim, value))
    return tuple(marks)
