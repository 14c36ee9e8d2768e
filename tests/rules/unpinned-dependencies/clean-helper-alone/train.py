import numpy as np
from sklearn.linear_model import Ridge

Ridge().fit(np.zeros((2, 1)), np.zeros(2))
