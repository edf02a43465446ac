"""``python -m vlm_studio.cli``; this is also how a worker is started."""

import sys

from vlm_studio.cli.main import main

sys.exit(main())
