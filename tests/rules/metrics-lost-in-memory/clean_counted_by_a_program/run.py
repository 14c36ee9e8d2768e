import sys

from statistics_of_chat import count, told

for _ in sys.stdin:
    count()
print(told())
