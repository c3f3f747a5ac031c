"""台账: every finding followed until it is struck off."""
