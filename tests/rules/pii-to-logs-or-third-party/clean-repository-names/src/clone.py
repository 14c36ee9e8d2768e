import logging

logger = logging.getLogger(__name__)


def clone(client, definition, repo):
    repo_full_name = f"{definition.owner}/{definition.name}"
    logger.info("cloning %s", repo_full_name)
    logger.info("known as %s", repo.full_name)
    logger.exception(f"no access to {client.repo.full_name}")
