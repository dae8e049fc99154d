"""From a text to who claims what, and at which distance the outlet stands to it."""
