package dev.bringup.manifest;

import java.util.List;
import java.util.Optional;

/// `spec.lint.allow` of the Cluster: what somebody has looked at and found right, with the reason.
/// An allowance that allows nothing is reported, or the list would only ever grow.
final class Allowances {

    private final List<Document> documents;
    private final Problems problems;

    Allowances(List<Document> documents, Problems problems) {
        this.documents = documents;
        this.problems = problems;
    }

    /// Comes last: it takes away what the others have found.
    void apply() {
        for (Document document : documents) {
            if (document.kind() == Kind.CLUSTER && document.fit() == Document.Fit.FITS) {
                document.spec().map("lint").list("allow").forEach(a -> allow((Tree.Mapping) a));
            }
        }
    }

    private void allow(Tree.Mapping allowance) {
        String text = allowance.need("code");
        Optional<Code> code = Code.of(text);
        if (code.isEmpty()) {
            problems.add(
                    Code.ALLOW_UNKNOWN,
                    allowance.place("code"),
                    "there is no code " + text + " that could be allowed",
                    Suggest.nearest(text, Explanations.codes())
                            .map(near -> "did you mean '" + near + "'?"));
        } else if (code.get().weight() == Code.Weight.FIRM) {
            problems.add(
                    Code.ALLOW_FIRM,
                    allowance.place("code"),
                    text + " cannot be allowed",
                    "Bringup could not use the repository; bringup explain " + text);
        } else if (!problems.forgive(code.get())) {
            problems.add(
                    Code.ALLOW_UNUSED,
                    allowance.place("code"),
                    "nothing in this repository is " + text,
                    "take the line out");
        }
    }
}
