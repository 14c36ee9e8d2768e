"""debtscope: the technical debt of a machine-learning system, as one ledger."""

__version__ = "0.1.0"
