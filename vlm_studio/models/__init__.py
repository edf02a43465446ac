"""Which models there are, and what of them is on disk."""
