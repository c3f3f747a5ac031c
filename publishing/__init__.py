"""What is licensed, and saying so in public."""
