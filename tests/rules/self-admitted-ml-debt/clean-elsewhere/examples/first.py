# TODO: your code here
print(1)
