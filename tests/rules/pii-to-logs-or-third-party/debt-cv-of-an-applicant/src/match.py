import logging

logger = logging.getLogger(__name__)


def match(cv: str, vacancy: str) -> float:
    logger.info("matching %s", cv)
    return float(len(set(cv.split()) & set(vacancy.split())))
