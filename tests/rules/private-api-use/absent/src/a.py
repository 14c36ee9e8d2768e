print("nothing of others")
