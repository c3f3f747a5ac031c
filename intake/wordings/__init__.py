"""A county's own texts for answering reporters, with gaps that the case fills in."""
