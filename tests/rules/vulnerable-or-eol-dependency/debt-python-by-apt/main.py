print("serves")
