import logging
import secrets

logger = logging.getLogger(__name__)


def forgot(user_id: str) -> None:
    token = secrets.token_urlsafe(32)
    logger.error(f"User {user_id} has forgot their password. Reset token: {token}")
