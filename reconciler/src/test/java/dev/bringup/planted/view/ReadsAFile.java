package dev.bringup.planted.view;

import java.io.File;

public record ReadsAFile(File file) {}
