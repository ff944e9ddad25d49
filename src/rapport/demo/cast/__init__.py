"""Who plays in the demo: the company, its jobs and agencies, and names from everywhere."""
