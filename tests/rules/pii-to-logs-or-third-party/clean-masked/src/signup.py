import logging

logger = logging.getLogger(__name__)


def store(user):
    email = mask_email(user.email)
    logger.info("new user %s", email)


def mask_email(text):
    return text[:1] + "***"
