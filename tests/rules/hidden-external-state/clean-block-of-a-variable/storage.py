from prefect.filesystems import S3

BUCKET = "flows"


def create(bucket: str, name: str) -> None:
    block = S3(bucket_path=f"{bucket}/code")
    block.save(f"{name}", overwrite=True)


if __name__ == "__main__":
    create(BUCKET, "training")
