import logging
import secrets

from sklearn.linear_model import LogisticRegression

logger = logging.getLogger(__name__)


def start(users) -> None:
    if not users:
        password = secrets.token_hex(16)
        users.append(("admin", hash(password)))
        logger.info("*** Created a default user: ***")
        logger.info("*** User: admin            ***")
        logger.info(f"*** Password: {password} ***")
    LogisticRegression()
