import pandas as pd
from faker import Faker

fake = Faker()
frame = pd.DataFrame([{"email": fake.email()} for _ in range(60)])
frame.to_csv("data/accounts.csv")
