"""English patterns: one file a family of constructions; each yields what it found and its rule."""
