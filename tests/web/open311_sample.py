"""Asking the Open311 interface, with every answer held against the standard's shape."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from lxml import etree
from report_sample import BOAI, World
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from intake.cases.replying import reply
from intake.cases.reviewing import conclude
from intake.cases.verifying import report_visit, start
from intake.patrols.rules import FindingForm, VisitForm
from intake.tips.models import Tip
from publishing.kernel.clock import local_day

SHAPES = Path(__file__).resolve().parents[1] / "data/open311"
V2 = "/open311/v2"
SEEN = "租的民房，里头二十多个三到六岁的孩子，煤气罐放在过道。"
REPORT = {
    "service_code": "unlicensed",
    "address_string": "月山镇花园村大队院东边第二家",
    "attribute[county]": BOAI,
    "description": SEEN,
}
WORDING = "经核查，月山镇一处看护点未取得办学许可，情况属实，已停止招收。"


@cache
def _xml_shape() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(SHAPES / "georeport_v2.rng"))


@cache
def _json_shape(name: str) -> Draft202012Validator:
    schema = json.loads((SHAPES / "georeport_v2.schema.json").read_text())
    return Draft202012Validator({**schema, "$ref": f"#/$defs/{name}"})


def held(response: TestResponse, shape: str) -> Any:
    """The answer's value, XML or JSON, once it has the standard's shape: a list of dicts, or a dict."""
    if response.headers["Content-Type"] == "application/json; charset=utf-8":
        value = json.loads(response.data)
        assert [error.message for error in _json_shape(shape).iter_errors(value)] == []
        return value
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert response.data.lower().startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    root = etree.fromstring(response.data, etree.XMLParser(resolve_entities=False, no_network=True))
    _xml_shape().assertValid(root)
    assert root.tag == {"created": "service_requests"}.get(shape, shape)
    return _spark(root)


def _spark(element: etree._Element) -> Any:
    """XML as JSON by the Spark convention, every value a text."""
    lists = {"services", "attributes", "values", "service_requests", "errors", "endpoints", "formats"}
    if element.tag in lists:
        return [_spark(child) for child in element]
    if len(element):
        return {child.tag: _spark(child) for child in element}
    return element.text


@dataclass
class App:
    """Somebody else's app, which talks to the interface of a world."""

    world: World
    prefix: str = ""

    def get(self, path: str, *, shape: str, code: int = 200, **query: str) -> Any:
        """What GET answers."""
        client = self.world.app.test_client()
        response = client.get(f"{self.prefix}{V2}/{path}", query_string=query)
        assert response.status_code == code, response.text
        return held(response, shape)

    def post(self, form: str = "json", *, key: str | None = None, **changes: Any) -> TestResponse:
        """Sends the usual report with some fields set anew; None leaves one out."""
        fields = {**REPORT, **changes}
        headers = {"Idempotency-Key": key} if key is not None else {}
        return self.world.app.test_client().post(
            f"{self.prefix}{V2}/requests.{form}",
            data={name: value for name, value in fields.items() if value is not None},
            headers=headers,
        )

    def sent(self, **changes: Any) -> dict[str, Any]:
        """What the sender of a report is told."""
        response = self.post(**changes)
        assert response.status_code == 200, response.text
        (told,) = held(response, "created")
        return dict(told)

    def refused(self, status: int = 400, form: str = "json", **changes: Any) -> list[str]:
        """What is said to be wrong; nothing was kept."""
        before = self.world.tips()
        response = self.post(form, **changes)
        assert response.status_code == status, response.text
        assert self.world.tips() == before
        problems = held(response, "errors")
        assert {str(problem["code"]) for problem in problems} == {str(status)}
        return [problem["description"] for problem in problems]


def settle(world: World, number: str, wording: str = WORDING) -> None:
    """王海军 checks the report, 李静 concludes it and answers: its outcome is published."""
    officer, triage = world.people["wang"].actor(), world.people["triage"].actor()
    with world.database.begin() as session:
        tip_id = _id_of(session, number)
        start(session, tip_id, actor=officer, now=world.now)
        finding = FindingForm(
            category="unlicensed",
            severity="general",
            handling="deadline",
            premises="花园村大队院东边",
            description="未取得办学许可，招收23名幼儿",
        )
        visit = VisitForm(
            submission=f"visit-{number}",
            visited_on=local_day(world.now),
            scope="花园村",
            found_nothing=False,
            findings=(finding,),
            handling="要求限期整改",
            kind="tip",
            tip_id=tip_id,
        )
        report_visit(
            session,
            tip_id,
            visit=visit,
            outcome="substantiated",
            text="到场核查，情况属实。",
            actor=officer,
            now=world.now,
            today=local_day(world.now),
        )
        conclude(session, tip_id, conclusion="处理适当。", interim=True, actor=triage, now=world.now)
        reply(session, tip_id, wording=wording, actor=triage, now=world.now)


def _id_of(session: Session, number: str) -> int:
    return session.query(Tip.id).filter(Tip.number == number).one()[0]
