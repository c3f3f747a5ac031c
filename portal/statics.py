"""What is sent compressed: styles and scripts from the build, and public pages, which hold no secret."""

import gzip

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

_YEAR = 365 * 24 * 3600
_NOT_FOR_BROWSERS = ("build/fonts/", "scss/")
"""Sources, and the fonts that documents are set with: tens of megabytes that no page uses."""


_WORTH_IT = 1024


class Portal(Flask):
    """Flask with our way of sending static files."""

    def send_static_file(self, filename: str) -> Response:
        """The file, or its gzip form beside it; raises NotFound for what is not there or not for browsers.

        A page names a file with its content's hash (`?v=`), so such an answer may be kept for ever.
        """
        if filename.startswith(_NOT_FOR_BROWSERS) or filename.endswith(".gz"):
            raise NotFound
        response = self._squeezed(filename) or super().send_static_file(filename)
        response.vary.add("Accept-Encoding")
        if "v" in request.args:
            response.cache_control.no_cache = None
            response.cache_control.public = True
            response.cache_control.max_age = _YEAR
            response.cache_control.immutable = True
        return response

    def _squeezed(self, filename: str) -> Response | None:
        if request.accept_encodings["gzip"] <= 0:
            return None
        try:
            response = super().send_static_file(f"{filename}.gz")
        except NotFound:
            return None
        response.headers["Content-Encoding"] = "gzip"
        response.mimetype = "text/css" if filename.endswith(".css") else "text/javascript"
        return response


def compress_public_pages(response: Response) -> Response:
    """Gzip for HTML that anybody may cache; pages with a token of a form stay as they are (BREACH)."""
    if not response.cache_control.public or response.mimetype != "text/html" or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0 and len(response.get_data()) >= _WORTH_IT:
        response.set_data(gzip.compress(response.get_data(), 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
