from src.src import run

print(run('data/loans.csv', 'models/loans.joblib', 7))
