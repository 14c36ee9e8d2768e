docker build --file Dockerfile.builder --tag yarn-builder .
