"""How data enters and leaves a project, one module per format."""
