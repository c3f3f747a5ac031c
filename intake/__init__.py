"""What is reported, and what came of it."""
