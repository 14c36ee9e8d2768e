import logging


def log_results(artifact_full_name: str) -> None:
    logging.info("Logged as %s", artifact_full_name)
