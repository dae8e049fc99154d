"""From page bytes to one version of an article, or a refusal with a reason.

`tasks.machinecode` lets the walk over a page and what judges its blocks run compiled where `tasks.compiling` has done so.
"""

import sys

from tasks.machinecode import use

use(sys.modules[__name__])
