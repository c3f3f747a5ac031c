"""Offices, people who sign in, and their sessions."""
