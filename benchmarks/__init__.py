"""How fast and how good Parallax is, each figure beside a peer."""
