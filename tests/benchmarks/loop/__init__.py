"""The parts of the closed-loop benchmark: expert, arms, measuring, table and picture."""
