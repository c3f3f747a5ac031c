"""Sending "there is a notice for you" to 企业微信, 钉钉, 飞书 or a mailbox, through apprise."""

from datetime import datetime

import apprise

from publishing.kernel.db import Database
from publishing.kernel.notifying import Send, address_of, note_result
from publishing.kernel.settings import Settings, secret

_KEY = "notice-channels"
_TEXT = "您有新的通知，请登录明园办公查看：{address}"
"""All that leaves the house: no number, no place, no name."""
_SECONDS = 10


class NotTaken(Exception):
    """The service did not take the message; the outbox tries again later."""


def channel_key(settings: Settings) -> bytes:
    """The installation's key around the addresses of channels."""
    return secret(settings, _KEY)


def send_by_apprise(url: str, text: str) -> bool:
    """Whether the service of this apprise URL took the text."""
    service = apprise.Apprise()
    return bool(service.add(url)) and bool(service.notify(body=text, title="明园办公", timeout=_SECONDS))


def tell(
    database: Database, settings: Settings, account_id: int, *, now: datetime, send: Send = send_by_apprise
) -> None:
    """Tells one person, where a channel is set; raises NotTaken where the service refuses. Telling twice does
    no harm."""
    with database.read() as session:
        url = address_of(session, account_id, key=channel_key(settings), mail=settings.mail_url, now=now)
    if url is None:
        return
    taken = send(url, _TEXT.format(address=f"{settings.public_url}/office/notices/"))
    with database.begin() as session:
        note_result(session, account_id, taken=taken, now=now)
    if not taken:
        # the address is a secret of its owner's: it goes into no error and no log
        raise NotTaken
