"""pandas lives here: ledgers and weeks as frames, and what a review reads off them."""
