"""What several tests need: real data, waiting with a deadline."""
