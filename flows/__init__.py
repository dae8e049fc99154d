"""The order of work: one flow per file, the settings, the command and the bundled newsroom."""
