# FIXME
print(1)
