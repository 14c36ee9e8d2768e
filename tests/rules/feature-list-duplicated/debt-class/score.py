class Scorer:
    columns = ["age", "tenure", "plan", "calls", "charges", "region"]
