"""Drafting, second-person approval, releasing; public outcomes."""
