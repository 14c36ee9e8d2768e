import logging

logger = logging.getLogger(__name__)


def send(recipients, email_count, smtp_email):
    logger.info("sent %d mails from %s, pan %s", email_count, smtp_email, 3)
