import logging

logger = logging.getLogger(__name__)


def push(api, payload, catalog, schema, name):
    full_name = f"{catalog}.{schema}.{name}"
    logger.info("writing %s", full_name)
    logger.info("event of %s", payload["repository"]["full_name"])
    logger.info("event of %s", payload.get("repository", {}).get("full_name"))
    for dataset in api.list_datasets():
        logger.info("pushing %s", dataset["full_name"])
        logger.warning(f"kept {dataset.get('full_name')}")
