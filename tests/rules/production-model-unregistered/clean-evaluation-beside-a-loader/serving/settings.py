import os

NAME = os.environ["MODEL_NAME"]
STAGE = os.environ["MODEL_STAGE"]
