print("report of today")
