"""What tests of tips send: a clear report about 花园村."""

from collections.abc import Callable

from intake.tips.receiving import Received

SECRET = b"s" * 32
TEXT = "租的民房，里头二十多个三到六岁的孩子，没见墙上有证。"
Send = Callable[..., Received]
