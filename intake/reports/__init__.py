"""What goes upward: half-year and yearly reports, who has not reported, and the nine indicators."""
