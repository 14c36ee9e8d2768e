from churn.selection import important

__all__ = ["important"]
