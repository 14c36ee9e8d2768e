import logging
from datetime import UTC, datetime

from app.services import Orders, Payments

log = logging.getLogger(__name__)


def take_order(body):
    started = datetime.now(UTC)
    log.info("order %s", started)
    if not body:
        raise ValueError("nothing to take")
    key = body.get("key")
    name = body.get("name")
    size = body.get("size")
    if size is None:
        size = 1
    kept = Orders.create(key, name, size)
    if kept is None:
        raise LookupError("not kept")
    log.info("done %s", kept)
    ended = datetime.now(UTC)
    log.info("took %s", ended - started)
    return {"id": kept, "seconds": (ended - started).seconds}


def take_payment(body):
    started = datetime.now(UTC)
    log.info("payment %s", started)
    if not body:
        raise ValueError("nothing to pay")
    key = body.get("key")
    name = body.get("name")
    size = body.get("size")
    if size is None:
        size = 1
    kept = Payments.create(key, name, size)
    if kept is None:
        raise LookupError("not kept")
    log.info("done %s", kept)
    ended = datetime.now(UTC)
    log.info("took %s", ended - started)
    return {"id": kept, "seconds": (ended - started).seconds}


def take_refund(body):
    started = datetime.now(UTC)
    log.info("refund %s", started)
    if not body:
        raise ValueError("nothing to refund")
    key = body.get("key")
    name = body.get("name")
    size = body.get("size")
    if size is None:
        size = 1
    kept = Refunds.create(key, name, size)
    if kept is None:
        raise LookupError("not kept")
    log.info("done %s", kept)
    ended = datetime.now(UTC)
    log.info("took %s", ended - started)
    return {"id": kept, "seconds": (ended - started).seconds}


class Refunds:
    @staticmethod
    def create(key, name, size):
        return key, name, size


def take_return(body):
    started = datetime.now(UTC)
    log.info("return %s", started)
    if not body:
        raise ValueError("nothing to return")
    key = body.get("key")
    name = body.get("name")
    size = body.get("size")
    if size is None:
        size = 1
    kept = Returns.create(key, name, size)
    if kept is None:
        raise LookupError("not kept")
    log.info("done %s", kept)
    ended = datetime.now(UTC)
    log.info("took %s", ended - started)
    return {"id": kept, "seconds": (ended - started).seconds}


class Returns:
    @staticmethod
    def create(key, name, size):
        return key, size, name
