"""Answers as GeoReport v2 has them: one value, as XML without a namespace or as JSON by the Spark convention.

Spark: a container of equal elements is a list, the root's own name is left out, an empty element is null. XML
is only ever written here: nothing that is sent to us is parsed as such.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import cast
from xml.etree import ElementTree as ET

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from publishing.kernel.db import JsonValue

FORMATS: Mapping[str, str] = {"xml": "text/xml", "json": "application/json"}
_ITEM_OF = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
# XML 1.0 can hold none of these, not even escaped
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BY_STATUS = {
    400: _l("这个请求不完整，没有办理。请对照说明核对后再发。"),
    403: _l("不允许这样请求。"),
    404: _l("没有这个资源。请核对地址，最后要写.xml或.json。"),
    405: _l("这个地址不接受这种请求方法。"),
    413: _l("内容太大，没有收下。照片每张不超过10 MB，最多8张；请减少后再发。"),
    500: _l("本站出了故障，没有办理。请过几分钟再试，并告诉我们。"),
    503: _l("暂时存不下新的内容，这一次没有收下。请过几分钟用同一个Idempotency-Key再发。"),
}


class Refused(Exception):
    """A request that cannot be fulfilled: its HTTP status, and each thing that is wrong with it."""

    def __init__(self, status: int, *problems: str) -> None:
        super().__init__(f"{status}: {problems}")
        self.status = status
        self.problems = problems


def answer(root: str, value: JsonValue, *, status: int = 200, cached: int = 0) -> Response:
    """`value` below the element `root` in the format of this request's address; others may keep it for
    `cached` seconds."""
    wanted = _format()
    body = _as_xml(root, value) if wanted == "xml" else json.dumps(value, ensure_ascii=False).encode()
    response = Response(body, status, content_type=f"{FORMATS[wanted]}; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={cached}" if cached else "no-store"
    if cached:
        response.add_etag()
        response.make_conditional(request)
    return response


def refuse(refusal: Refused) -> Response:
    """The errors in the standard's form; the code is the HTTP status."""
    problems = [{"code": refusal.status, "description": problem} for problem in refusal.problems]
    return answer("errors", problems, status=refusal.status)


def speak(status: int, _code: str, sentences: str) -> Response:
    """A problem that the whole site answers alike (no such address, no room to store), in our form."""
    known = str(_BY_STATUS[status]) if status in _BY_STATUS else sentences
    return refuse(Refused(status, known or str(_("没有办理。"))))


def _format() -> str:
    """Of the route, else of the end of the address; XML is the standard's own."""
    asked = (request.view_args or {}).get("form") or request.path.rpartition(".")[2]
    return asked if asked in FORMATS else "xml"


def _as_xml(root: str, value: JsonValue) -> bytes:
    element = ET.Element(root)
    _fill(element, value)
    return cast(bytes, ET.tostring(element, encoding="utf-8", xml_declaration=True))


def _fill(element: ET.Element, value: JsonValue) -> None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _fill(ET.SubElement(element, name), inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            _fill(ET.SubElement(element, _ITEM_OF[element.tag]), inner)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _NOT_IN_XML.sub("", str(value))
