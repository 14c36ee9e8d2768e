from pandas import read_csv as read

FRAME = read("/home/ana/shop/x.csv")
