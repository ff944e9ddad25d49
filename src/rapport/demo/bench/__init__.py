"""`make bench`: what the product costs, each figure beside a named reference measured in the same run."""
