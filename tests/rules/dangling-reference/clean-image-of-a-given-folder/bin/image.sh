#!/bin/bash
docker buildx build ${OPTIONS} --platform "${PLATFORM}" -f "${FOLDER}/${DOCKERFILE}" -t "${NAME}:1" "${ROOT}/${SERVICE}/" || { echo "[ERROR] docker build failed. aborting..."; exit 1; }
