run_id = "3f2a9c1b5d7e4f60812a3b4c5d6e7f80"
