#!/bin/sh
if [ -a config.sh ]
then
    source "config.sh"
fi
