"""What the pictures of the window are taken of."""
