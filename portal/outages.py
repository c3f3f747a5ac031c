"""What people see while nothing can be stored: the database is gone or locked, or a disk is full.

A plain page says so (503); a form that was being sent comes back with everything that was entered, to be sent
once more. Nothing has been acknowledged: the transaction was rolled back.
"""

import errno

from flask import Flask, Response, current_app, request
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from portal.errors import PROBLEMS, answer_problem, from_elsewhere, resume_request

_STORAGE_FAILS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
"""Of writing a file: full, over quota, over a limit, read-only, broken."""
_RETRY_SECONDS = "120"


def _not_stored(error: DBAPIError | NoConnection) -> Response:
    """The database is gone or locked, or its disk is full."""
    # the driver's own words: without the statement's values, which may be a reporter's
    current_app.logger.error("the database failed: %s", getattr(error, "orig", None) or error)
    return _unavailable()


def _no_room(error: OSError) -> Response:
    """A file could not be written for want of room; any other failure of a file is one of ours (500)."""
    if error.errno not in _STORAGE_FAILS:
        raise error
    current_app.logger.error("a file could not be written: %s", error.strerror)
    return _unavailable()


def _unavailable() -> Response:
    if request.method != "POST" or from_elsewhere():
        response = answer_problem(503, "service_unavailable", PROBLEMS[503], {})
    else:
        response = resume_request("not_stored")
    response.headers["Retry-After"] = _RETRY_SECONDS
    return response


def init_outages(app: Flask) -> None:
    """Answer failures of the database and of the disk."""
    for failure in (OperationalError, InterfaceError, NoConnection):
        app.register_error_handler(failure, _not_stored)
    app.register_error_handler(OSError, _no_room)
