import os

INDEX = int(os.environ["JOB_COMPLETION_INDEX"])
