#!/bin/bash
case="$1"
pf flow build --source "./$case/flows" --output "./$case/docker" --format docker
cp "./$case/environment/Dockerfile" "./$case/docker/Dockerfile"
docker build -t app "./$case/docker"
