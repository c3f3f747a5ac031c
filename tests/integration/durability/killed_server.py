"""A server to be killed: everything is loaded once, then every life is a fork of it.

    python killed_server.py HOME PORT BEGAN

Prints the process id of each life; when a life has ended, begins the next. The listening socket stays open
between lives, so that reporters wait instead of being refused. A minute passes in a second: the site takes a
report that was filled in within seconds for a program's, and ours are filled in by one.
"""

import dataclasses
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

from demo_city import settings_in
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from portal.app import create_app
from publishing.kernel.db import Database

PACE = 60


class Quiet(WSGIRequestHandler):
    """Writes no access log."""

    def log_request(self, *_args: object) -> None:
        """As in service: it would keep addresses."""


def made(home: Path, began: datetime) -> Flask:
    """The application, warm, without an open connection: SQLite's must not be carried over a fork."""

    def clock() -> datetime:
        return began + (datetime.now(UTC) - began) * PACE

    database = Database(settings_in(home).database_url)
    # the crowd is no flood: its reports go the whole way
    settings = dataclasses.replace(settings_in(home), busy_tips=1_000_000)
    app = create_app(settings, database=database, clock=clock)
    client = app.test_client()
    for path in ("/report/", "/follow-up/"):
        assert client.get(path).status_code == 200
    app.extensions["mingyuan.gazetteer"].get()
    database.close()
    return app


def main() -> None:
    home, port, began = Path(sys.argv[1]), int(sys.argv[2]), datetime.fromisoformat(sys.argv[3])
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen(64)
    app = made(home, began)
    while True:
        life = os.fork()
        if life == 0:
            make_server(
                "127.0.0.1", port, app, threaded=True, request_handler=Quiet, fd=listening.fileno()
            ).serve_forever()
        sys.stdout.write(f"{life}\n")
        sys.stdout.flush()
        os.waitpid(life, 0)


if __name__ == "__main__":
    main()
