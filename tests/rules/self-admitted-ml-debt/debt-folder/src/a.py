VALUE = 3  # magic number
