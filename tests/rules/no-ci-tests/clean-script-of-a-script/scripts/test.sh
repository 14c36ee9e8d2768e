#!/bin/bash
set -e
python -m pytest tests
