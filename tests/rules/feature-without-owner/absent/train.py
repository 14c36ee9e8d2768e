print("nothing about features")
