import papermill as pm
from prefect import flow


@flow
def retrain():
    pm.execute_notebook("notebooks/train.ipynb", "out.ipynb")
