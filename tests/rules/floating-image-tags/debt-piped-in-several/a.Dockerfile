FROM debian:12.5
RUN apt-get update && curl -sSL https://example.org/install.sh | bash
COPY serve.py .
CMD ["python3", "serve.py"]
