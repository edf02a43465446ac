"""How fast it is, beside something else that does the same: ``python -m tests.bench [--quick] [ROW ...]``."""
