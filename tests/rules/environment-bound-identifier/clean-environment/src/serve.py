import os

run_id = os.environ["RUN_ID"]
other_run_id = os.environ.get("OTHER", "3f2a9c1b5d7e4f60812a3b4c5d6e7f80")
md5 = "3f2a9c1b5d7e4f60812a3b4c5d6e7f80"
role = "arn:aws:iam::123456789012:role/x"
