"""What each sub-command of `parallax` does, one module each."""
