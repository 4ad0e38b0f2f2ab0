"""Long work seen from the window: the engine's child and training runs."""
