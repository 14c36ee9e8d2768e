#!/bin/bash
set -e
./scripts/test.sh
