import numpy as np
from sklearn.ensemble import RandomForestClassifier

x = np.random.rand(100, 3)
RandomForestClassifier().fit(x, x[:, 0] > 0.5)
