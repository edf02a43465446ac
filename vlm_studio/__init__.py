"""A desktop studio in which every result of a vision model is an editable layer."""

__version__ = "0.1.0"
