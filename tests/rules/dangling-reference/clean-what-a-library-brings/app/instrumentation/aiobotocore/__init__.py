from aiobotocore.client import AioBaseClient


def name(client: AioBaseClient) -> str:
    return str(client.meta.region_name)
