from scorer.systems.queue import take

print(take({}, "churn"))
