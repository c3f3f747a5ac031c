"""The application: assembles publishing and intake and faces the public."""
