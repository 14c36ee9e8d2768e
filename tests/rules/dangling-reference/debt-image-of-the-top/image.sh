#!/bin/bash
docker build -t "${NAME}:1" .
