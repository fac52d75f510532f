#!/bin/sh
# Starts Bringup in its image.
set -eu
java=/opt/java/openjdk/bin/java-net
"$java" --version > /dev/null 2>&1 || java=/opt/java/openjdk/bin/java
exec "$java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -jar /opt/bringup/bringup.jar "$@"
