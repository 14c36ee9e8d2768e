from .train import run
