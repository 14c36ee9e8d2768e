ORDER = ["age", "tenure", "plan", "calls", "charges"]
