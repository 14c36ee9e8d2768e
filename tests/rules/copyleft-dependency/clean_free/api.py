from fastapi import FastAPI
import psycopg2

app = FastAPI()
