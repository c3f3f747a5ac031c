"""The sentence of each kind of notice. A room that notifies adds its kinds here."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from publishing.kernel.notices import Notice

SENTENCES: Mapping[str, LazyString] = {
    "identity_opened": _l("%(number)s的举报人身份已由%(who)s启封。"),
    "receipts_guessed": _l(
        "一小时内输入查询码的次数远超平常，可能有人在试码。查询码有24位，试不出来；网站照常开放。"
    ),
}
"""By kind; the names in brackets are keys of the notice's values."""


def sentence(notice: Notice) -> str:
    """What the notice says, in the reader's language. KeyError for a kind without a sentence."""
    return str(SENTENCES[notice.kind]) % notice.values
