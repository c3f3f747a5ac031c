"""Tips: receiving, receipts, the thread, photos, the sealed identity."""
