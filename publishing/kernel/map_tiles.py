"""Where the pictures of a map come from: addresses with {z}, {x} and {y}, as Leaflet takes them. Pure.

天地图 gives a map in two layers, so there may be several, one above the other.
"""

import re

_HOST = re.compile(r"(https?)://([a-z0-9{}.-]+(?::\d{1,5})?)/[!-~]*")
_OWN_MACHINE = ("127.0.0.1", "localhost")
_SUBDOMAINS = "01234567"
"""What {s} stands for, one after the other; 天地图 has t0 to t7."""
ALLOWED = (
    "addresses that begin with https:// and hold {z}, {x} and {y}, with spaces between them; together with"
    " PORTAL_MAP_ATTRIBUTION, which names the provider and the 审图号 of the map"
)


def is_usable(tiles: str, attribution: str) -> bool:
    """Whether a map may be shown: every address is one, and the attribution tells the map's approval number
    (审图号), without which no map may be shown to the public."""
    return "审图号" in attribution and all(_is_template(address) for address in tiles.split())


def _is_template(address: str) -> bool:
    found = _HOST.fullmatch(address)
    if found is None or not all(part in address for part in ("{z}", "{x}", "{y}")):
        return False
    return found[1] == "https" or found[2].partition(":")[0] in _OWN_MACHINE


def hosts_of(tiles: str) -> tuple[str, ...]:
    """The origins that the pictures come from: the only ones that a page with the map may load from."""
    origins = []
    for address in tiles.split():
        scheme, _slashes, host = address.split("/")[:3]
        several = _SUBDOMAINS if "{s}" in host else " "
        origins += [f"{scheme}//{host.replace('{s}', name.strip())}" for name in several]
    return tuple(dict.fromkeys(origins))
