"""Downloads of models, as the Models page follows them."""
