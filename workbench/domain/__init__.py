"""What the words of the product mean: plain records and pure functions, no I/O."""
