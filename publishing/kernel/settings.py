"""Settings from the environment and a `.env` file, read once when a process starts."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path

from dotenv import dotenv_values

from publishing.kernel.errors import BadSetting
from publishing.kernel.identity_provider import MARKS, USABLE, is_usable_issuer, parse_marks
from publishing.kernel.keeping import keep_new
from publishing.kernel.map_tiles import ALLOWED, hosts_of, is_usable

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds `templates/` and `static/`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Everything an operator may set; the environment variable is `PORTAL_` + the name in capitals."""

    home: Path
    """Database, uploads, keys, index and site store."""
    database_url: str
    redis_url: str
    """Empty: rate limits are counted in a file, for the processes of one machine."""
    trusted_proxies: int
    """How many proxies of ours a request comes through: so many addresses of X-Forwarded-For are believed."""
    busy_tips: int
    """Reports of everybody together in ten minutes, above which a proof of work is asked for."""
    search_engine: str
    """`whoosh` for a city, `tantivy` for a province or more; the same answers."""
    public_url: str
    """Address that QR codes and documents print, without a trailing slash."""
    secure_cookies: bool
    """Whether cookies carry `Secure`; off only where the site is served without TLS, as in the demo."""
    demo: bool
    mail_url: str
    """The mail service as an apprise URL that a recipient's address completes, e.g.
    `mailtos://user:password@smtp.example.cn?from=office@example.cn&to=`; empty: no e-mail."""
    city_code: str
    city_name: str
    owner: str
    """主办 in the footer."""
    owner_phone: str
    site_code: str
    """网站标识码."""
    icp: str
    police: str
    leave_url: str
    """Where 快速离开 goes: a page that does not look official."""
    map_tiles: str
    """Addresses of map pictures, for marking a place on a map; empty: lists and words do without."""
    map_attribution: str
    """Whose map it is, with its 审图号."""
    oidc_issuer: str
    """The identity provider that staff may sign in with (OpenID Connect); empty: passwords only."""
    oidc_client_id: str
    oidc_client_secret: str = field(repr=False)
    oidc_client_secret_file: str
    """A file that holds the client secret; it wins over `oidc_client_secret`."""
    oidc_name: str
    """What the provider is called on the button."""
    oidc_second_factor: str
    """Claims by which the provider says that it asked for a second factor itself, e.g. `amr=mfa amr=otp`;
    empty: ours is asked for in any case."""

    @property
    def map_hosts(self) -> tuple[str, ...]:
        """Where a page with the map loads pictures from, and from nowhere else."""
        return hosts_of(self.map_tiles)

    @property
    def uploads(self) -> Path:
        """Photos of tips; never inside a web folder."""
        return self.home / "uploads"

    @property
    def index(self) -> Path:
        """Search indexes, one folder a build."""
        return self.home / "index"

    @property
    def keys(self) -> Path:
        """Secrets of this installation, readable by its user only."""
        return self.home / "keys"


PROVIDER_NAME = "统一身份认证"

DEFAULTS: dict[str, str] = {
    "home": "var",
    "database_url": "",
    "redis_url": "",
    "trusted_proxies": "0",
    "busy_tips": "30",
    "search_engine": "whoosh",
    "public_url": "http://127.0.0.1:8000",
    "secure_cookies": "yes",
    "demo": "no",
    "mail_url": "",
    "city_code": "410800000000",
    "city_name": "焦作市",
    "owner": "焦作市教育局",
    "owner_phone": "0391-1000800",
    "site_code": "0000000000",
    "icp": "豫ICP备00000000号",
    "police": "豫公网安备00000000000000号",
    "leave_url": "https://www.weather.com.cn/",
    "map_tiles": "",
    "map_attribution": "",
    "oidc_issuer": "",
    "oidc_client_id": "",
    "oidc_client_secret": "",
    "oidc_client_secret_file": "",
    "oidc_name": PROVIDER_NAME,
    "oidc_second_factor": "",
}
_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_ENGINES = {"whoosh", "tantivy"}
_MOST_PROXIES = 5
_MOST_TIPS = 1_000_000


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    """Settings from `environ` (default: the process's), then `env_file` (default: `.env` at the root), then
    DEFAULTS. Raises BadSetting naming the variable and what it may be."""
    from_file = dotenv_values(env_file or ROOT / ".env")
    source = os.environ if environ is None else environ

    def text(name: str) -> str:
        variable = f"PORTAL_{name.upper()}"
        return source.get(variable) or from_file.get(variable) or DEFAULTS[name]

    def flag(name: str) -> bool:
        value = text(name).lower()
        if value not in _FLAGS:
            raise BadSetting(variable=f"PORTAL_{name.upper()}", value=value, allowed="yes, no")
        return _FLAGS[value]

    def number(name: str, least: int, most: int) -> int:
        value = text(name)
        if not (value.isdecimal() and least <= int(value) <= most):
            raise BadSetting(variable=f"PORTAL_{name.upper()}", value=value, allowed=f"{least} to {most}")
        return int(value)

    home = Path(text("home"))
    home = home if home.is_absolute() else ROOT / home
    if text("search_engine") not in _ENGINES:
        raise BadSetting(
            variable="PORTAL_SEARCH_ENGINE", value=text("search_engine"), allowed=", ".join(sorted(_ENGINES))
        )
    plain = {f.name: text(f.name) for f in fields(Settings) if f.type in ("str", str)}
    plain["database_url"] = plain["database_url"] or f"sqlite:///{home / 'mingyuan.sqlite3'}"
    if plain["map_tiles"] and not is_usable(plain["map_tiles"], plain["map_attribution"]):
        raise BadSetting(variable="PORTAL_MAP_TILES", value=plain["map_tiles"], allowed=ALLOWED)
    _settle_provider(plain)
    plain["public_url"] = plain["public_url"].rstrip("/")
    return Settings(
        home=home,
        trusted_proxies=number("trusted_proxies", 0, _MOST_PROXIES),
        busy_tips=number("busy_tips", 1, _MOST_TIPS),
        secure_cookies=flag("secure_cookies"),
        demo=flag("demo"),
        **plain,
    )


def _settle_provider(plain: dict[str, str]) -> None:
    """Reads the client secret from its file; raises BadSetting for what does not go together."""

    def refuse(name: str, allowed: str) -> None:
        raise BadSetting(variable=f"PORTAL_{name.upper()}", value=plain[name], allowed=allowed)

    if not plain["oidc_issuer"]:
        return
    if not is_usable_issuer(plain["oidc_issuer"]):
        refuse("oidc_issuer", USABLE)
    if not plain["oidc_client_id"]:
        refuse("oidc_client_id", "the name that the provider knows this portal by")
    if plain["oidc_client_secret_file"]:
        try:
            plain["oidc_client_secret"] = Path(plain["oidc_client_secret_file"]).read_text("utf-8").strip()
        except (OSError, ValueError):
            refuse("oidc_client_secret_file", "a file that can be read")
    if not plain["oidc_client_secret"]:
        refuse("oidc_client_secret", "the secret that the provider gave, here or in a file")
    try:
        parse_marks(plain["oidc_second_factor"])
    except ValueError:
        refuse("oidc_second_factor", MARKS)


def secret(settings: Settings, name: str) -> bytes:
    """The 32-byte secret `name` of this installation, made (mode 0600) the first time it is asked for."""
    return _secret_at(settings.keys / name)


@cache
def _secret_at(path: Path) -> bytes:
    """Read once a process: one that is running must not begin anew where its folder has gone for a while."""
    if not path.exists():
        # half a secret would lose what was made with it; the first name given stays
        keep_new(path, secrets.token_bytes(32))
    return path.read_bytes()
