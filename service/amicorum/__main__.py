"""`python -m amicorum`."""

import sys

from amicorum.cli.main import main

sys.exit(main())
