from importlib.util import find_spec


def close_runs():
    if find_spec("wandb"):
        import wandb

        wandb.finish()
