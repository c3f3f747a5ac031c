"""Visits in the 巡查表 shape and what was found."""
