"""Measuring the site as its visitors use it: over HTTP, from this machine to itself."""
