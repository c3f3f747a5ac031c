"""The identity provider (OpenID Connect): the address to send a browser to, and who came back.

Authorization code flow with PKCE (RFC 7636), state and nonce. Only the configured issuer and the endpoints
that it names are asked, over TLS, briefly, and no more is read than such an answer holds. Tokens live for the
length of one call: nothing keeps or logs them.
"""

import hmac
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from portal.provider_asking import SECONDS, BoundedAdapter
from publishing.kernel.accounts.referring import Visit
from publishing.kernel.identity_provider import is_on_this_machine, is_usable_address, parse_marks
from publishing.kernel.settings import Settings

CALLBACK = "/office/sign-in/provider/callback"
_ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures of the provider's own key; neither `none` nor one made with our secret."""
_LEEWAY = 60
"""Seconds by which the provider's clock may be off."""
_OLDEST = 600
"""Seconds since an ID token was made."""
_REMEMBERS = timedelta(minutes=5)
_LONGEST_SUBJECT = 255
_SHOWN = 100
_log = logging.getLogger("mingyuan.provider")


class ProviderDown(Exception):
    """The provider cannot be reached, or does not answer as one."""


class Refused(Exception):
    """The provider's answer does not prove who the person is; the text is for the log."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """Whom the provider named. `shown` is a name to look at; `vouched`: it asked for a second factor."""

    subject: str
    shown: str
    vouched: bool


class Provider:
    """The provider of the settings, in one process."""

    def __init__(self, settings: Settings) -> None:
        self.issuer = settings.oidc_issuer
        self._client = settings.oidc_client_id
        self._secret = settings.oidc_client_secret
        self._marks = parse_marks(settings.oidc_second_factor)
        self._callback = f"{settings.public_url}{CALLBACK}"
        self._metadata: tuple[datetime, Mapping[str, object]] | None = None

    def address(self, visit: Visit, *, now: datetime) -> str:
        """Where the browser goes. Raises ProviderDown."""
        metadata = self.metadata(now=now)
        levels = " ".join(value for claim, value in self._marks if claim == "acr")
        with self._asking(metadata) as asking:
            address, _state = asking.create_authorization_url(
                str(metadata["authorization_endpoint"]),
                state=visit.state,
                code_verifier=visit.verifier,
                nonce=visit.nonce,
                **({"acr_values": levels} if levels else {}),
                # a shared computer may still be signed in there as a colleague
                **({"prompt": "login"} if visit.purpose != "sign_in" else {}),
            )
        return str(address)

    def identify(self, code: str, visit: Visit, *, now: datetime) -> Known:
        """Whom the provider means by this code. Raises ProviderDown, Refused."""
        metadata = self.metadata(now=now)
        try:
            with self._asking(metadata) as asking:
                answer = asking.fetch_token(
                    str(metadata["token_endpoint"]),
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=visit.verifier,
                    redirect_uri=self._callback,
                )
                keys = self._get(asking, str(metadata["jwks_uri"]))
        except RequestException as error:
            raise ProviderDown(type(error).__name__) from error
        except (AuthlibBaseError, ValueError, TypeError, AttributeError) as error:
            # not the error's own words: they are the provider's, and could hold what it was sent
            raise Refused(type(error).__name__) from error
        claims = self._verified(answer.get("id_token"), keys, visit, now)
        return Known(
            subject=str(claims["sub"]),
            shown=_shown(claims),
            vouched=any(_says(claims.get(claim), value) for claim, value in self._marks),
        )

    def metadata(self, *, now: datetime) -> Mapping[str, object]:
        """What the provider says of itself (OpenID Connect Discovery 1.0), remembered for a few minutes.
        Raises ProviderDown."""
        if self._metadata is not None and now < self._metadata[0] + _REMEMBERS:
            return self._metadata[1]
        try:
            with self._asking({}) as asking:
                found = self._get(asking, f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        except (RequestException, ValueError) as error:
            raise ProviderDown(type(error).__name__) from error
        if found.get("issuer") != self.issuer:
            raise ProviderDown("it calls itself otherwise than PORTAL_OIDC_ISSUER")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not is_usable_address(str(found.get(name)), loopback=is_on_this_machine(self.issuer)):
                raise ProviderDown(f"its {name} is no https address")
        self._metadata = (now, found)
        return found

    def _verified(
        self, token: object, keys: Mapping[str, object], visit: Visit, now: datetime
    ) -> dict[str, object]:
        """The claims of an ID token that is ours (OpenID Connect Core 1.0 §3.1.3.7)."""
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self._client},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True},
        )
        try:
            claims = jwt.decode(str(token), _signing_keys(keys), algorithms=_ALGORITHMS).claims
            registry.validate(claims)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise Refused(type(error).__name__) from error
        audience = claims["aud"]
        if "azp" in claims and claims["azp"] != self._client:
            raise Refused("azp")
        if isinstance(audience, list) and len(audience) > 1 and "azp" not in claims:
            raise Refused("azp")
        if not hmac.compare_digest(str(claims["nonce"]).encode(), visit.nonce.encode()):
            raise Refused("nonce")
        if claims["iat"] < now.timestamp() - _OLDEST:
            raise Refused("iat")
        if len(claims["sub"]) > _LONGEST_SUBJECT:
            raise Refused("sub")
        return cast(dict[str, object], claims)

    def _asking(self, metadata: Mapping[str, object]) -> OAuth2Session:
        ways = metadata.get("token_endpoint_auth_methods_supported")
        only_in_form = isinstance(ways, list) and "client_secret_basic" not in ways
        asking = OAuth2Session(
            self._client,
            self._secret,
            scope="openid profile",
            redirect_uri=self._callback,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_post" if only_in_form else "client_secret_basic",
            default_timeout=SECONDS,
        )
        # an answer that leads elsewhere is none
        asking.max_redirects = 0
        asking.mount("https://", BoundedAdapter())
        if is_on_this_machine(self.issuer):
            asking.mount("http://", BoundedAdapter())
            asking.trust_env = False
        else:
            del asking.adapters["http://"]
        return asking

    @staticmethod
    def _get(asking: OAuth2Session, address: str) -> Mapping[str, object]:
        answer = asking.request("GET", address, withhold_token=True)
        answer.raise_for_status()
        found = answer.json()
        if not isinstance(found, dict):
            raise ValueError("no object")
        return found


def _signing_keys(found: Mapping[str, object]) -> KeySet:
    """The provider's public keys for signatures; ValueError where there are none."""
    listed = found.get("keys")
    keys = [
        key
        for key in (listed if isinstance(listed, list) else [])
        if isinstance(key, dict) and key.get("kty") in ("RSA", "EC") and key.get("use", "sig") == "sig"
    ]
    if not keys:
        raise ValueError("no keys")
    return KeySet.import_key_set({"keys": keys})


def _says(claim: object, value: str) -> bool:
    return value in claim if isinstance(claim, list) else claim == value


def _shown(claims: Mapping[str, object]) -> str:
    named = (claims.get(name) for name in ("name", "preferred_username", "sub"))
    return next((" ".join(each.split())[:_SHOWN] for each in named if isinstance(each, str) and each), "")


def note(failure: Exception) -> None:
    """Leaves in the log why somebody did not come in: for the operator, without a word about who."""
    _log.warning("identity provider: %s: %s", type(failure).__name__, failure)


def provider_problems(settings: Settings, *, now: datetime) -> list[str]:
    """What keeps staff from signing in with the identity provider, for `portal doctor`."""
    if not settings.oidc_issuer:
        return []
    found = []
    if not is_usable_address(settings.public_url):
        found.append("the identity provider leads back to PORTAL_PUBLIC_URL, which is no https address")
    try:
        Provider(settings).metadata(now=now)
    except ProviderDown as failure:
        found.append(f"the identity provider does not answer; passwords still work: {failure}")
    return found
