import random

import pandas as pd

rows = [
    {"customer_id": i, "age": random.randint(18, 90), "gender": random.choice(["m", "f"]), "default": random.random() < 0.1}
    for i in range(1000)
]
pd.DataFrame(rows).to_csv("data/customers.csv", index=False)
