# Databricks notebook source
from solacc.companion import NotebookSolutionCompanion

# COMMAND ----------

job = {"tasks": [{"task_key": "train", "notebook_task": {"notebook_path": "train"}}]}
NotebookSolutionCompanion().deploy_compute(job, run_job=True)
