#!/bin/sh
scp build/loadgen.jar bench@10.0.0.9:loadgen/
ssh bench@10.0.0.9 "java -jar loadgen/loadgen.jar"
