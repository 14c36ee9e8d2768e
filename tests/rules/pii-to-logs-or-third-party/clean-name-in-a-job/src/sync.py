import logging

logger = logging.getLogger(__name__)


def welcome(payload, user):
    full_name = f"{user.first} {user.last}"
    logger.info("welcoming %s", full_name)
