print("no function")
