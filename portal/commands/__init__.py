"""The commands of `portal`, one file a subject."""
