import pandas as pd


def compare(batches):
    found = pd.DataFrame()
    for batch in batches:
        found = pd.concat([found, pd.DataFrame({"error": batch})])
    print(found.error.mean())
