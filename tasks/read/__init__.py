"""From page bytes to one version of an article, or a refusal with a reason."""
