"""What custodians do, in as few words as tests need."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from small_city import HUAYUAN, NOW, City
from sqlalchemy.orm import Session

from intake.custody.enrolling import enrol
from intake.custody.unlocking import Keyring, unlock
from intake.custody.wrapping import make_personal
from intake.tips.receiving import Submission, receive
from intake.tips.unsealing import unseal
from publishing.divisions.queries import load_gazetteer
from publishing.kernel.identity import Actor
from publishing.kernel.notices import notices_of

PASSPHRASES = {
    "custodian": "五月的槐花开满了后山的坡上",
    "custodian2": "四匹安静的马站在黄昏的河边",
    "custodian3": "灶台上的铁锅煮着昨天的雪水",
    "far_custodian": "谁家的鹅一早就过了石板桥呀",
    "city_custodian": "顶楼那只钟总比别处慢七分钟",
}


@dataclass(slots=True)
class Custodians:
    """Who does what with which passphrase, in as few words as tests need."""

    session: Session
    city: City
    uploads: Path
    sent: int = 0

    def keyring(self, who: str, *, now: datetime = NOW, passphrase: str = "") -> Keyring:
        """The keys of somebody, by sign-in name."""
        return unlock(self.session, passphrase or PASSPHRASES[who], actor=self.city.people[who], now=now)

    def enrol(self, who: str) -> None:
        """Somebody chooses a passphrase."""
        enrol(self.session, make_personal(PASSPHRASES[who]), actor=self.city.people[who], now=NOW)

    def tip(self) -> int:
        """A report with a sealed contact."""
        self.sent += 1
        received = receive(
            self.session,
            Submission(
                token=f"custody-{self.sent}",
                categories=("unlicensed",),
                text="租的民房，里头二十多个三到六岁的孩子。",
                division_code=HUAYUAN,
                contact_name="赵大妈",
                contact="13800001234",
            ),
            gazetteer=load_gazetteer(self.session),
            secret=b"s" * 32,
            uploads=self.uploads,
            now=NOW,
        )
        return received.tip_id

    def opens(self, who: str, tip_id: int, *, now: datetime = NOW, passphrase: str = "") -> str:
        """The contact that somebody reads. Raises what `unlock` and `unseal` raise."""
        keyring = self.keyring(who, now=now, passphrase=passphrase)
        self.sent += 1
        return unseal(
            self.session,
            tip_id,
            keyring=keyring,
            cause="contact",
            reason="需要当面核实",
            form=f"form-{self.sent}",
            actor=self.city.people[who],
            now=now,
        ).contact

    def told(self, who: str) -> list[str]:
        """The kinds of notices that somebody has, the newest first."""
        account_id = int(self.city.people[who].user_id or 0)
        return [notice.kind for notice in notices_of(self.session, account_id, limit=50)]

    def id_of(self, who: str) -> int:
        """The account's id."""
        return int(self.city.people[who].user_id or 0)

    def actor(self, who: str) -> Actor:
        """Somebody as one who acts."""
        return self.city.people[who]
