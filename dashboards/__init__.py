"""The pages: read from the published copy, draw charts. No SQL, no network."""
