ReturnType = dict
