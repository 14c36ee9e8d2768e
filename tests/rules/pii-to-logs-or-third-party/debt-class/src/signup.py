import logging


class Signup:
    def __init__(self):
        self.logger = logging.getLogger(__name__)

    def store(self, user):
        self.logger.info(f"new user {user.email}, phone {user['phone']}")
