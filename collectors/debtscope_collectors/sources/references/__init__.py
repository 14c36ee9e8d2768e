"""What files name, and at which nothing lies."""
