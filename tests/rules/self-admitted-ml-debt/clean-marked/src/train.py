def train(path):
    # debt: TODO drop the copy of the features principal=4h owner=@ana due=2027-01-31
    return path
