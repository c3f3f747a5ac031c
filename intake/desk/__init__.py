"""The staff's back-office pages."""
