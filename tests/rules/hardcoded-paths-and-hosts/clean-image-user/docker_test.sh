#!/bin/sh
export PATH=$PATH:/home/shopuser/.local/bin
python -m pytest
