"""From many texts to origins, stories, claims across outlets and divergence."""
