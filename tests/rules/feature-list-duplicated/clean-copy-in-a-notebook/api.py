def body(row):
    return [row[k] for k in ["age", "tenure", "plan", "calls", "charges"]]
