"""What a browser says that it is, in a few words for its owner's list of devices. Pure."""

_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("QQBrowser", "QQ"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""In this order: most browsers name those before them as well."""


def device_words(user_agent: str) -> str:
    """`Windows Edge`, `Android 微信`; empty where neither is known."""
    named = (
        next((word for mark, word in table if mark in user_agent), "") for table in (_SYSTEMS, _BROWSERS)
    )
    return " ".join(filter(None, named))
