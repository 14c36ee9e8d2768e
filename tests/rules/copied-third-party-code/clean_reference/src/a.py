# see https://stackoverflow.com/a/312464 for why
x = 1
# Attention, arXiv:1706.03762
# copied from features.py
y = 2
