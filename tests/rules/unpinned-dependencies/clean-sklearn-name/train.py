import numpy as np
from sklearn.metrics import confusion_matrix

print(confusion_matrix(np.array([0, 1]), np.array([0, 1])))
