from google.cloud import bigquery


class Warehouse:
    def __init__(self, project: str):
        self.client = bigquery.Client(project=project)

    def sales(self, table: str = "acme.sales.orders"):
        return self.client.query(f"SELECT * FROM `{table}`").to_dataframe()
