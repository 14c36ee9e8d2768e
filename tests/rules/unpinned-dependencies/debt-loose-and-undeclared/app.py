import mlflow
import pandas as pd
from flask import Flask

app = Flask(__name__)
mlflow.set_experiment(str(pd.DataFrame()))
