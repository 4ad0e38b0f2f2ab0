"""Pictures of numbers that can be pointed at, walked through by keys, and read as tables."""
