import os
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from models import Sale


def recent() -> pd.DataFrame:
    with Session(create_engine(os.environ["DB_URL"])) as session:
        found = session.query(Sale).filter(Sale.day >= datetime.now() - timedelta(days=120)).all()
        return pd.DataFrame([{"ds": one.day, "y": one.sales} for one in found])
