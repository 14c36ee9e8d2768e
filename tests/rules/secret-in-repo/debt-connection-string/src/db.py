import pyodbc

CONNECTION = "DRIVER={ODBC Driver 18};SERVER=10.1.2.3;DATABASE=ml;UID=scoring;PWD=Kx7!pTq9zzA1;Encrypt=yes"
DB_PWD = "mV3-kQ81zzRt7"


def rows():
    return pyodbc.connect(CONNECTION).execute("SELECT 1").fetchall()
