"""From the facts of a run to health rows, drift and held-back outlets."""
