"""Coverage-guided fuzzing of all that reads what strangers wrote; not installed. `make fuzz SECONDS=60`."""
