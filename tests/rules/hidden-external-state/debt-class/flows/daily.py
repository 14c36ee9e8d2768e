from prefect import flow
from prefect.blocks.system import Secret


class Source:
    def key(self) -> str:
        return Secret.load("crm-key").get()


@flow
def daily() -> None:
    print(len(Source().key()))
