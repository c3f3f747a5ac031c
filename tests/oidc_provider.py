"""A small identity provider on this machine: real HTTP, real keys, and every way to be wrong."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_urlsafe
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

from publishing.kernel.clock import utc_now

CLIENT, SECRET = "mingyuan", "a secret of the client, & more"


@dataclass
class FakeProvider:
    """What the next sign-in is to be; everything is as it should be until a test changes it."""

    issuer: str = ""
    subject: str = "u-1001"
    claims: dict[str, object] = field(default_factory=dict)
    """Instead of the right ones; None leaves a claim out."""
    unsigned: bool = False
    symmetric: bool = False
    foreign_key: bool = False
    failing: str = ""
    """An endpoint that answers 503; `huge`: the token endpoint never ends; `elsewhere`: it redirects."""
    denies: bool = False
    wrong_state: bool = False
    metadata: dict[str, object] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    """The authorization requests that came."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    other: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))

    def as_new(self) -> None:
        """Right in everything again."""
        fresh = FakeProvider(issuer=self.issuer, key=self.key, other=self.other)
        self.__dict__.update(fresh.__dict__)

    def id_token(self, nonce: str) -> str:
        """Signed as the test wants it."""
        now = utc_now()
        claims: dict[str, object] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.subject,
            "nonce": nonce,
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(minutes=5)).timestamp()),
            "name": "王海军",
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.unsigned:
            head, body = (_part(each) for each in ('{"alg":"none"}', json.dumps(claims)))
            return f"{head}.{body}."
        if self.symmetric:
            from joserfc.jwk import OctKey

            return jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(SECRET))
        key = self.other if self.foreign_key else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


def _part(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _application(fake: FakeProvider) -> Flask:
    app = Flask("identity")

    @app.before_request
    def fail() -> Response | None:
        return Response(status=503) if fake.failing and request.path.endswith(fake.failing) else None

    @app.get("/.well-known/openid-configuration")
    def metadata() -> Response:
        return jsonify(
            {
                "issuer": fake.issuer,
                "authorization_endpoint": f"{fake.issuer}/authorize",
                "token_endpoint": f"{fake.issuer}/token",
                "jwks_uri": f"{fake.issuer}/keys",
                **fake.metadata,
            }
        )

    @app.get("/authorize")
    def authorize() -> Response:
        asked = request.args.to_dict()
        fake.asked.append(asked)
        back = {"state": "another" if fake.wrong_state else asked["state"]}
        if fake.denies:
            back["error"] = "access_denied"
        else:
            code = token_urlsafe(16)
            fake.codes[code] = asked
            back["code"] = code
        return redirect(f"{asked['redirect_uri']}?{urlencode(back)}")  # type: ignore[return-value]

    @app.post("/token")
    def token() -> Response:
        if fake.failing == "huge":
            return Response(b" " * 65536 for _ in range(1000))
        if fake.failing == "elsewhere":
            return redirect(f"{fake.issuer}/keys", 307)  # type: ignore[return-value]
        asked = fake.codes.pop(request.form.get("code", ""), None)
        verifier = request.form.get("code_verifier", "").encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
        known = request.authorization
        right = (
            asked is not None
            and known is not None
            and (known.username, known.password) == (CLIENT, SECRET)
            and asked["code_challenge"] == challenge
            and asked["redirect_uri"] == request.form["redirect_uri"]
        )
        if not right or asked is None:
            return Response('{"error": "invalid_grant"}', 400, mimetype="application/json")
        return jsonify(
            {"access_token": "x-access", "token_type": "Bearer", "id_token": fake.id_token(asked["nonce"])}
        )

    @app.get("/keys")
    def keys() -> Response:
        return jsonify(KeySet([fake.key]).as_dict(private=False))

    return app


@contextmanager
def served() -> Iterator[FakeProvider]:
    """The provider, answering on a free port of this machine."""
    fake = FakeProvider()
    server = make_server("127.0.0.1", 0, _application(fake), threaded=True)
    fake.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
