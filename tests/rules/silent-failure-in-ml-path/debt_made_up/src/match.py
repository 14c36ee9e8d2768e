import logging

from sklearn.metrics.pairwise import cosine_similarity

logger = logging.getLogger(__name__)


def text_similarity(one, other):
    try:
        return float(cosine_similarity([one], [other])[0][0])
    except Exception as error:
        logger.error("no similarity: %s", error, exc_info=True)
        return 0.3
