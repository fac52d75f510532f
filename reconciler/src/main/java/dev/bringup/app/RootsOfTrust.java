package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Output;
import dev.bringup.cli.PkiOptions;
import dev.bringup.cli.Program.Failure;
import dev.bringup.secrets.Age;
import dev.bringup.secrets.Issuer;
import dev.bringup.secrets.Roots;
import dev.bringup.secrets.RootsView;
import dev.bringup.view.Json;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// `bringup pki`.
record RootsOfTrust(PkiOptions options, Issuer issuer, PrintStream out) {

    int run() throws Failure {
        RootsFile file = RootsFile.in(options.path, options.ageIdentity);
        if (options.what != null && options.task != PkiOptions.Task.ROTATE) {
            throw new Failure(Exit.WRONG_INPUT, "--what is for rotate");
        }
        return switch (options.task) {
            case INIT -> init(file);
            case SHOW -> show(file, file.open());
            case ROTATE -> rotate(file);
        };
    }

    private int init(RootsFile file) throws Failure {
        if (file.exists()) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    file.file()
                            + " is there already, and is never overwritten: no machine would trust"
                            + " the clusters that were made with it");
        }
        Roots roots = issuer.make(recipients(file));
        file.write(roots);
        return told(file, roots, "made " + file.file() + "; commit it");
    }

    private int rotate(RootsFile file) throws Failure {
        PkiOptions.What what = options.what;
        if (what == null) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "say what to renew: --what recipients, certificates, service-accounts or"
                            + " ssh-host-ca");
        }
        if (what != PkiOptions.What.RECIPIENTS && !options.recipients.isEmpty()) {
            throw new Failure(
                    Exit.WRONG_INPUT, "who may open the roots is changed by --what recipients");
        }
        Roots before = file.open();
        Roots after =
                switch (what) {
                    case RECIPIENTS -> before.to(recipients(file));
                    case CERTIFICATES -> issuer.renew(before);
                    case SERVICE_ACCOUNTS -> issuer.rotateServiceAccounts(before);
                    case SSH_HOST_CA -> issuer.rotateHostAuthority(before);
                };
        file.write(after);
        return told(file, after, word(what, RootsView.of(after)));
    }

    private static String word(PkiOptions.What what, RootsView after) {
        return switch (what) {
            case RECIPIENTS ->
                    "encrypted for those recipients; commit it. Older commits still open with the"
                            + " old keys";
            case CERTIFICATES ->
                    "renewed the certificates for the same keys; commit it. Control planes keep"
                            + " theirs until they get these files";
            case SERVICE_ACCOUNTS ->
                    after.nextAccepted()
                            ? "first of two steps: a next key is accepted, the old one signs."
                                    + " Commit it, bring sa.pub to every control plane, then rotate"
                                    + " again"
                            : "second of two steps: the next key signs, the old one is accepted."
                                    + " Commit it, and bring sa.key and sa.pub to every control"
                                    + " plane";
            case SSH_HOST_CA ->
                    after.sshHosts().size() == 1
                            ? "made the first SSH host CA; commit it. Machines show it when they"
                                    + " are installed the next time, if their payload says so"
                            : "the new SSH host CA signs what is installed from now on; commit it,"
                                    + " and tell both lines to whoever logs in. The one before is"
                                    + " taken until the next rotation: install those machines"
                                    + " anew first";
        };
    }

    private List<String> recipients(RootsFile file) throws Failure {
        List<String> all = new ArrayList<>(options.recipients);
        for (String identity : file.identities()) {
            String own = Age.recipient(identity);
            if (!all.contains(own)) {
                all.add(own);
            }
        }
        if (all.isEmpty()) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "say who may open the roots: --recipient AGE1..., or --age-identity FILE");
        }
        return all;
    }

    private int told(RootsFile file, Roots roots, String word) {
        show(file, roots);
        if (options.output == Output.TEXT) {
            out.println(word);
        }
        return Exit.FINE;
    }

    private int show(RootsFile file, Roots roots) {
        RootsView view = RootsView.of(roots);
        if (options.output == Output.JSON) {
            out.println(Json.of(view));
            return Exit.FINE;
        }
        for (RootsView.Authority authority : view.authorities()) {
            out.printf(
                    "%-16s %s, until %s%n",
                    authority.title(), authority.subject(), authority.until());
            out.printf("%-16s %s%n", "", authority.fingerprint());
        }
        out.printf("%-16s %s%n", "discovery", view.discoveryHash());
        for (int i = 0; i < view.serviceAccounts().size(); i++) {
            String use =
                    i == 0 ? "signs tokens" : view.nextAccepted() ? "signs next" : "signed before";
            out.printf(
                    "%-16s %s, %s%n",
                    i == 0 ? "service accounts" : "", view.serviceAccounts().get(i), use);
        }
        for (int i = 0; i < view.sshHosts().size(); i++) {
            out.printf(
                    "%-16s @cert-authority %s %s%n",
                    i == 0 ? "SSH host CA" : "  the one before",
                    file.hosts(),
                    view.sshHosts().get(i));
        }
        out.printf("%-16s %s%n", "opened by", String.join(" ", view.recipients()));
        return Exit.FINE;
    }
}
