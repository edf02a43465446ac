"""The window and everything that is painted; the only room that knows Qt."""

import sys

if sys.version_info < (3, 12):
    # PySide6 6.12.0 drops one reference to None in every call that returns nothing. Since Python 3.12
    # None cannot be deallocated; before, the process would be ended after some ten thousand calls.
    import ctypes

    ctypes.c_ssize_t.from_address(id(None)).value += 1 << 40
