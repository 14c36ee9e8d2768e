def score(config, rows):
    rows = rows.sample(frac=config["data"]["test_size"])
    print(config["data"]["raw_path"], config["model"]["depth"], config["model"]["rate"])
    return rows[rows["score"] > config["model"]["cutoff"]]
