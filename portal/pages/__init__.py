"""What the public sees, and the two office pages that belong to no room."""
