open("crm.csv", "w").write("a")
