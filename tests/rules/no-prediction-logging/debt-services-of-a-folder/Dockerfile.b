FROM python:3.12.4-slim
COPY serve serve
CMD ["uvicorn", "serve.b_worker:app"]
