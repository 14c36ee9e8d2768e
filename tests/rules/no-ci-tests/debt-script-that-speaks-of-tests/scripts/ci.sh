#!/bin/bash
set -e
echo "see scripts/test.sh"
