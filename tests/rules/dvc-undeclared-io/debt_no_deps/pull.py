import csv

with open("crm.csv", "w") as handle:
    csv.writer(handle).writerow(["a"])
