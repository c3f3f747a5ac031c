"""Whether more reports come in than people send: facts from the shared counts, and what follows from them.

Nothing here refuses a report. Under pressure the check page offers a proof of work; a report without one is
received like any other and waits for a person to look at it.
"""

from dataclasses import dataclass

from portal.limits import EVERYBODY, TIP, TIP_MOST, over_limit, share_of, tip_site
from publishing.kernel.web import counts

_OFFERED_FROM = 0.5
"""Of a limit: those who have the page open while the other half comes in have their proof ready."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Over:
    """Which limits one more report exceeded."""

    address: bool
    address_most: bool
    site: bool


def must_wait(over: Over, *, proved: bool, suspicious: bool) -> bool:
    """Whether a report waits for a person before it goes on: it looks like a program's, its address sends
    more than any school would, or it comes under pressure without a proof of work."""
    return suspicious or over.address_most or ((over.address or over.site) and not proved)


def offers_proof() -> bool:
    """Whether the check page offers a proof of work to this visitor."""
    return max(share_of(TIP), counts().share(tip_site(), EVERYBODY)) >= _OFFERED_FROM


def count_report() -> Over:
    """Counts one more report of this address, and of everybody."""
    return Over(
        address=over_limit(TIP),
        address_most=over_limit(TIP_MOST),
        site=counts().hit(tip_site(), EVERYBODY),
    )
