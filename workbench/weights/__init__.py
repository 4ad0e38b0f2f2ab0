"""Weights files: reading GGUF headers without trust, and writing GGUF models and adapters."""
