"""The verbs of the product: the only API that presenters and the command line see."""
