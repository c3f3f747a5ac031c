"""The site as it is served: granian in a process of its own over a copy of the demonstration."""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo_city import settings_in

from portal.worker import work_until
from publishing.kernel.db import Database

_START_SECONDS = 30


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(demo_home: Path, chromium: str) -> Iterator[str]:
    """The address of a running site, with a worker beside it."""
    port = _free_port()
    environment = {
        **os.environ,
        "PORTAL_HOME": str(demo_home),
        # a passkey belongs to a host name, never to a number
        "PORTAL_PUBLIC_URL": f"http://localhost:{port}",
        "PORTAL_DEMO": "yes",
        "PORTAL_SECURE_COOKIES": "no",
        # a page that tells nothing and is no other site's
        "PORTAL_LEAVE_URL": f"http://127.0.0.1:{port}/healthz",
    }
    command = [Path(sys.executable).with_name("portal"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    settings = settings_in(demo_home, port=port)
    database, stop = Database(settings.database_url), threading.Event()
    jobs = threading.Thread(target=work_until, args=(stop, database, settings))
    jobs.start()
    try:
        _await(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop.set()
        jobs.join()
        database.close()
        server.terminate()
        server.communicate(timeout=20)


def _await(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            output = server.communicate()[0].decode()
            raise RuntimeError(f"the server ended: {output}")
        try:
            urllib.request.urlopen(address, timeout=1).close()  # noqa: S310 (our own loopback address)
            return
        except OSError:
            threading.Event().wait(0.1)
    raise RuntimeError("the server did not answer in time")
