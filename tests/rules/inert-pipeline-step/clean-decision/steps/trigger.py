def deployment_trigger(rmse: float) -> bool:
    """Whether the model goes into service."""
    return rmse < 0.9
