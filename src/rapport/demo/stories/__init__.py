"""What happened: hand-written histories, and many composed from situations."""
