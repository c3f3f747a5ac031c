"""The sentence of each kind of notice. A room that notifies adds its kinds here."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from publishing.kernel.notices import Notice

SENTENCES: Mapping[str, LazyString] = {
    "identity_opened": _l("%(number)s的举报人身份已由%(who)s启封。"),
}
"""By kind; the names in brackets are keys of the notice's values."""


def sentence(notice: Notice) -> str:
    """What the notice says, in the reader's language. KeyError for a kind without a sentence."""
    return str(SENTENCES[notice.kind]) % notice.values
