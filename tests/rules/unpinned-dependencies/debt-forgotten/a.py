import fastapi
import pandas
