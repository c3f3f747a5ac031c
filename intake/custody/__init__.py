"""身份保管: who can open what reporters sealed, and how that changes hands."""
