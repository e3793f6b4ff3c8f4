#!/bin/sh
# Builds the site and uploads what has changed: upload.sh REMOTE:FOLDER https://your.address/
set -eu
explainer build --strict --base-url "$2"
rclone sync site "$1" --checksum --exclude "/.*" \
  --header-upload "Cache-Control: public, max-age=0, must-revalidate"
