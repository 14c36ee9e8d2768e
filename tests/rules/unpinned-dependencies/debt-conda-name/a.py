import mlflow
import torch
