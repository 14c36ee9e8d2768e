#!/bin/sh
git lfs install
git clone https://huggingface.co/dslim/bert-ner models/ner
huggingface-cli download laurievb/OpenLID-v2 --local-dir models/lid
