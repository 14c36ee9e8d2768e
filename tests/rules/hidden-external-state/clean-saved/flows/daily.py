from prefect import flow
from prefect.blocks.system import JSON


@flow
def daily() -> None:
    print(JSON.load("crm-settings"))
