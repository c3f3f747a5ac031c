"""Clocks on working days."""
