import numpy
import pandas
from sklearn.linear_model import Ridge

Ridge().fit(pandas.DataFrame([[1.0]]), numpy.array([1.0]))
