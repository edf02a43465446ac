"""The canvas: a view of one document, what is selected in it, and the tools that draw on it."""
