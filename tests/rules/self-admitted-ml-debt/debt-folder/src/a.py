VALUE = 3  # FIXME: broken since the prices moved
