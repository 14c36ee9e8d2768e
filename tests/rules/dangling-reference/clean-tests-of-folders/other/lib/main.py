third = 1
