print("deployed")
