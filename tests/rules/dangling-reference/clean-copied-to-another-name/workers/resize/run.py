print("resize")
