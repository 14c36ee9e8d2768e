#!/bin/bash
set -e
cd "$FETCHES/kenlm-source"
python3 setup.py bdist_wheel
