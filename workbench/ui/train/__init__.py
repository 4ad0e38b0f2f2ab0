"""The Train page: what there is to learn from, one button, live curves, before and after."""
