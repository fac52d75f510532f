package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;

/// One object that its schema has seen: `fits` is false when the schema found fault with it, and
/// then only its kind and name are to be trusted.
record Document(Kind kind, String name, Tree.Mapping root, Fit fit) {

    enum Fit {
        FITS,
        DOES_NOT
    }

    /// For one out of a file that could not be read whole: any of its values may be missing.
    Document unfit() {
        return new Document(kind, name, root, Fit.DOES_NOT);
    }

    Tree.Mapping spec() {
        return root.map("spec");
    }

    Position namePlace() {
        return root.map("metadata").place("name");
    }
}
