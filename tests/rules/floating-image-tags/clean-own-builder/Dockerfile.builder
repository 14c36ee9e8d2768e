FROM registry.example.org/ubi9/python-312:9.6-1752
RUN npm --version
