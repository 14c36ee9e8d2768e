FEATURES = ["age", "tenure", "plan", "calls", "charges"]
