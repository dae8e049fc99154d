"""From a text to who claims what, and at which distance the outlet stands to it.

`extract.extract_claims` is the way in; `records` says what comes out; `pack` is what a language
must bring; `explain` shows a text with everything that was found in it. `machinecode` lets the rules run compiled
where `compiling` has done so.
"""

import sys

from tasks.claims.machinecode import use

use(sys.modules[__name__])
