"""Running models: one file for each architecture, and the table that finds it."""
