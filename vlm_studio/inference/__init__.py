"""Running models: one file for each architecture, and the table that finds it."""

import os

# What runs here stays here: from 1.31 on ONNX Runtime keeps a list of what it did under a number for this computer,
# and sends it to its makers. It reads this when it is loaded, so it must be said before.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
