import os

import pyodbc

CONNECTION = f"DRIVER=x;SERVER=10.1.2.3;UID=scoring;PWD={os.environ['SQL_PASSWORD']};Encrypt=yes"
SHOWN = "SERVER=host;UID=user;PWD=your-password1;Encrypt=yes"
OLDPWD = "PWD=/opt/Models-1/current"


def rows():
    return pyodbc.connect(CONNECTION).execute("SELECT 1").fetchall()
