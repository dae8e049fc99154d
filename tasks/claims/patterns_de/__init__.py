"""German patterns: how a source, its cue and its content stand to each other in a German sentence."""
