#!/bin/bash
cp chat/environment/Dockerfile chat/environment/Dockerfile.old
docker build -f chat/environment/Dockerfile .
docker build -f math/environment/Dockerfile .
