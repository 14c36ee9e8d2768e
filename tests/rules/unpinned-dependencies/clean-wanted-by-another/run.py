import evaluate

print(evaluate.load("meteor"))
