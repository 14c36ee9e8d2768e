print("no DVC")
