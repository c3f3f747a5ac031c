"""Open311 over HTTP: the examples of the page for developers as they stand there, and a client of others."""

import dataclasses
import html
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from georeport import GeoReport
from lxml import etree
from open311_sample import App, settle
from report_sample import World, jpeg, open_world
from werkzeug.serving import make_server

from portal.app import create_app


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("open311") / "home") as opened:
        yield opened


@pytest.fixture(scope="module")
def site(world: World) -> Iterator[str]:
    """The address of the world, served."""
    server = make_server("127.0.0.1", 0, world.app, threaded=True)
    address = f"http://127.0.0.1:{server.port}"
    settings = dataclasses.replace(world.settings, public_url=address)
    server.app = create_app(settings, database=world.database, clock=world.clock)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield address
    server.shutdown()
    serving.join()
    server.server_close()


def examples(world: World, address: str, language: str) -> list[str]:
    """The commands on the page, with its own address in them."""
    page = world.app.test_client().get(f"{language}/about/open311").text
    found = re.findall(r'<pre class="ming-pre"[^>]*><code>(.*?)</code></pre>', page, re.DOTALL)
    return [html.unescape(each).replace(world.settings.public_url, address) for each in found]


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_examples_of_the_page_do_what_it_says(
    world: World, site: str, language: str, tmp_path: Path
) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl (install curl)")
    (tmp_path / "photo.jpg").write_bytes(jpeg())
    before = world.tips()

    def run(command: str) -> str:
        silent = command.replace("curl ", "curl --silent --show-error --fail-with-body ", 1)
        ran = subprocess.run(["sh", "-c", silent], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, (ran.stdout, ran.stderr)
        return ran.stdout

    services, send, send_photo, ask = examples(world, site, language)
    assert len(json.loads(run(services))) == 9
    (told,) = json.loads(run(send))
    assert re.fullmatch(r"博爱2026-\d{4}", told["service_request_id"])
    assert json.loads(run(send)) == [told]
    request = etree.fromstring(run(send_photo).encode())[0]
    assert request.findtext("receipt_code") is not None
    assert isinstance(json.loads(run(ask)), list)
    # the keys of the examples are the same in both languages, and so are the reports
    assert world.tips() - before in (2, 0)
    assert [tip.state for tip in world.all_tips()[:2]] == ["assigned", "assigned"]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_client_of_others_reads_services_definitions_and_outcomes(
    world: World, site: str, form: str
) -> None:
    client = GeoReport(f"{site}/open311/v2", jurisdiction="410800", output_format=form)
    assert [each["service_code"] for each in client.get_service_list()][:2] == [
        "unlicensed",
        "full_day_training",
    ]
    assert client.get_service_definition("bus")["service_code"] == "bus"
    number = App(world).sent(description=f"供{form}查询的一件")["service_request_id"]
    settle(world, number)
    assert client.get_service_request(number)["status"] == "closed"
    listed = client.get_service_requests(service_code="unlicensed", status="closed")
    assert number in str(listed)


def test_the_page_is_linked_from_about(world: World) -> None:
    for language in ("", "/en"):
        assert f'href="{language}/about/open311"' in world.app.test_client().get(f"{language}/about/").text
