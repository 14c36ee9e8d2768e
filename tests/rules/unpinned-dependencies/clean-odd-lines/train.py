import pandas as pd
from sklearn.linear_model import Ridge

frame = pd.DataFrame()
model = Ridge(alpha=0.5)
