"""The window and everything that is painted; the only room that knows Qt."""

import sys

if sys.version_info < (3, 12):
    # PySide6 6.12.0 drops a reference to None in every call that returns nothing, and one to True in every
    # emit. Since Python 3.12 these cannot be deallocated; before, the process would end after some ten
    # thousand calls.
    import ctypes

    for _constant in (None, True, False):
        ctypes.c_ssize_t.from_address(id(_constant)).value += 1 << 40

    from vlm_studio.ui.overrides import guard

    guard()
