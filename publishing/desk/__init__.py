"""The editors' back-office pages."""
