import pandas
import sklearn
