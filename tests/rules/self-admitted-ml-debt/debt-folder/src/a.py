VALUE = 3  # magic number, nobody knows where from
