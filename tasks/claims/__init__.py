"""From a text to who claims what, and at which distance the outlet stands to it.

`extract.extract_claims` is the way in; `records` says what comes out; `pack` is what a language
must bring; `explain` shows a text with everything that was found in it. `tasks.machinecode` lets the rules
run compiled where `tasks.compiling` has done so.
"""

import sys

from tasks.machinecode import use

use(sys.modules[__name__])
