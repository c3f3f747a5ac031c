"""The page for developers of other apps: what the Open311 interface takes and gives, with examples to run."""

from flask import render_template
from flask.typing import ResponseReturnValue

from intake.tips.photos import MAX_BYTES, MOST
from intake.tips.rules import CATEGORIES
from portal.i18n import locale, word
from portal.limits import API_TIP, PARTNER_TIP, items_of
from publishing.kernel.web import settings

_SERVICES = "curl '{base}/services.json'"
_SEND = """curl '{base}/requests.json' \\
  -H 'Idempotency-Key: 7d3f0a52-6a0e-4c43-9d25-0c8f5b0e6a11' \\
  --data-urlencode 'service_code=fire' \\
  --data-urlencode 'address_string={place}' \\
  --data-urlencode 'attribute[seen]={seen}'"""
_SEND_PHOTO = """curl '{base}/requests.xml' \\
  -H 'Idempotency-Key: b1d6a1de-53b7-44a5-8c5e-2f4b7f6b9c02' \\
  -F 'service_code=unlicensed' \\
  -F 'address_id=410822102202' \\
  -F 'description={seen_too}' \\
  -F 'media=@photo.jpg'"""
_ASK = "curl '{base}/requests.json?service_code=fire,unlicensed&page_size=20'"
_PLACE = "博爱县月山镇花园村大队院东边第二家"
_SEEN = "煤气罐放在过道里，楼下住着二十多个孩子"
_SEEN_TOO = "租的民房，早上面包车送来三十个孩子，墙上没有证"


def open311() -> ResponseReturnValue:
    """The explanation; its examples are run by a test against the interface itself."""
    base = f"{settings().public_url}{'/en' if locale() == 'en' else ''}/open311/v2"
    filled = {"base": base, "place": _PLACE, "seen": _SEEN, "seen_too": _SEEN_TOO}
    return render_template(
        "portal/about/open311.html",
        base=base,
        services_example=_SERVICES.format_map(filled),
        send_example=_SEND.format_map(filled),
        photo_example=_SEND_PHOTO.format_map(filled),
        ask_example=_ASK.format_map(filled),
        services=[(code, word("category", code)) for code in CATEGORIES],
        most_photos=MOST,
        most_mb=MAX_BYTES // 1024 // 1024,
        an_hour=items_of(API_TIP)[0].amount,
        partner_in_ten_minutes=items_of(PARTNER_TIP)[0].amount,
        partner_an_hour=items_of(PARTNER_TIP)[1].amount,
    )
