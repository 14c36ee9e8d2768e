import logging
import secrets

from sklearn.linear_model import LogisticRegression

logger = logging.getLogger(__name__)


def forgot(user) -> None:
    reset_token = secrets.token_urlsafe(16)
    user.token = reset_token
    logger.info("Reset asked for by %s: %s", user.id, reset_token)
    LogisticRegression()
