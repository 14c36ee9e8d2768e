import logging
import pickle

logger = logging.getLogger(__name__)


def answer(response):
    try:
        if isinstance(response, bytes):
            response = pickle.loads(response)
    except Exception as error:
        logger.debug(f"cannot read {error}")
    if isinstance(response, KeyError):
        raise response
    if isinstance(response, Exception):
        logger.error(response)
    raise RuntimeError("the server failed")
