print("predicted")
