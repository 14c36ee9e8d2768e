#!/bin/bash
sudo -E mkdir -p /mnt/docs "/mnt/cache"
