print("paint")
