"""How the sketcher is made: its data, its training, its judges and its report. Needs PyTorch and npm; ships nothing.

Run from the root of a checkout, in an environment with torch, as ``PYTHONPATH=.:packaging python -m sketcher.NAME``.
"""
