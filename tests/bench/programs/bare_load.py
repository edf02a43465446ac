"""``python bare_load.py``: for each path on standard input, seconds that Pillow needs to load it, and the MiB of it."""

import os
import resource
import sys
import time

from PIL import Image

Image.MAX_IMAGE_PIXELS = None
Image.init()

for line in sys.stdin:
    # Every picture in a child of its own: fresh memory for all of them.
    child = os.fork()
    if child == 0:
        began = time.perf_counter()
        with Image.open(line.rstrip("\n")) as image:
            image.load()
        spent = time.perf_counter() - began
        print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)
        os._exit(0)
    os.waitpid(child, 0)
