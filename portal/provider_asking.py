"""Answers from the identity provider: quick and small, or none."""

import time
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import ReadTimeout, RequestException
from urllib3.exceptions import HTTPError

SECONDS = (3, 5)
"""To connect, and between two pieces of the answer."""
_ALTOGETHER = 10.0
_MOST = 256 * 1024
_PIECE = 16 * 1024


class TooLarge(RequestException):
    """The answer is longer than any that belongs here."""


class BoundedAdapter(HTTPAdapter):
    """Reads an answer up to a size and for a time."""

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
        """As HTTPAdapter has it; raises TooLarge, ReadTimeout."""
        until = time.monotonic() + _ALTOGETHER
        response = super().send(request, *args, **{**options, "stream": True})
        try:
            response._content = _read(response, until)
        except HTTPError as error:
            raise RequestException(type(error).__name__) from error
        finally:
            response.close()
        return response


def _read(response: Response, until: float) -> bytes:
    body = b""
    while piece := response.raw.read1(_PIECE, decode_content=True):
        body += piece
        if len(body) > _MOST:
            raise TooLarge
        if time.monotonic() > until:
            raise ReadTimeout
    return body
