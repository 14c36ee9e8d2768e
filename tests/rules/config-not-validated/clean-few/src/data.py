def read(params):
    return params["offset"], params["limit"], params["page"], params["a"], params["b"], params["c"], params["d"], params["e"]
