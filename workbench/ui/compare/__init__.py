"""The Compare page: two responses side by side."""
