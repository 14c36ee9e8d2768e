import joblib

joblib.dump({}, "model.joblib")

SANDBOX_HOME = "/home/agent/workspace/"
"""Where a program works inside its sandbox: nobody lives there."""
