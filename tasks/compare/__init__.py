"""From many texts to origins, stories, claims across outlets and divergence."""

import sys

from tasks.machinecode import use

use(sys.modules[__name__])
