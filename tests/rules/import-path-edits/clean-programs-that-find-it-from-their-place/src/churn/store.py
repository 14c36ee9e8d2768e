from churn import upload


def store() -> int:
    return upload.upload()
