package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;

/// One object that its schema has seen: `fits` is false when the schema found fault with it, and
/// then only its kind and name are to be trusted.
record Document(Kind kind, String name, Tree.Mapping root, Fit fit) {

    enum Fit {
        FITS,
        DOES_NOT
    }

    Tree.Mapping spec() {
        return root.map("spec");
    }

    Position namePlace() {
        return root.map("metadata").place("name");
    }
}
