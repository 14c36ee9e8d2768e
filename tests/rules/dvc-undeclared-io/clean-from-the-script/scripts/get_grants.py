import os

import pandas as pd

here = os.path.abspath(os.path.dirname(__file__))
grants = pd.read_json("https://grants.example.test/all")
grants.to_csv(os.path.join(here, "../data/raw/grants.csv"))
