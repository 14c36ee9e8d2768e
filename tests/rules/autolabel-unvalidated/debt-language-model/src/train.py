import pandas as pd
from openai import OpenAI
from sklearn.linear_model import LogisticRegression

client = OpenAI()


def classify(text):
    told = client.chat.completions.create(model="m", messages=[{"role": "user", "content": text}])
    return told.choices[0].message.content


rows = pd.read_csv("data/tickets.csv")
rows["label"] = rows["text"].apply(classify)
LogisticRegression().fit(rows[["length"]], rows["label"])
