"""Interfaces for other people's programs."""
