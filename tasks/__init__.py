"""The work, one folder a stage: pure cores, thin shells, and one Prefect file (`steps.py`) each."""
