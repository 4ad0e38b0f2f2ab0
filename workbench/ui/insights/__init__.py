"""The Insights page: pictures of the marks."""
