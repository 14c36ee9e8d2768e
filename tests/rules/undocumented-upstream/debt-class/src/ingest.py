import pandas as pd


class Source:
    def load_training_table(self, engine):
        return pd.read_sql("select id, age from crm_contacts", engine)
