PATH = "/home/ana/x.csv"
