FROM python:3.11-slim AS base
USER app
HEALTHCHECK CMD curl -f http://localhost/health
FROM python:3.11-slim
COPY --from=base /app /app
USER root
CMD ["gunicorn", "serve:app"]
