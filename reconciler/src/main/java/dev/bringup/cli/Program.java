package dev.bringup.cli;

/// What the commands call. `app` implements it; each gives an exit code.
public interface Program {

    int run(RunOptions options) throws Failure;

    int lab(LabOptions options) throws Failure;

    String version();

    int plan(PlanOptions options) throws Failure;

    int rehearse(RehearseOptions options) throws Failure;

    int approve(ApproveOptions options) throws Failure;

    int accept(AcceptOptions options) throws Failure;

    int power(PowerOptions options) throws Failure;

    int logLevel(LogLevelOptions options) throws Failure;

    int ssh(SshOptions options) throws Failure;

    int validate(ValidateOptions options) throws Failure;

    /// A machine, a code or a rail.
    int explain(ExplainOptions options) throws Failure;

    int render(RenderOptions options) throws Failure;

    /// The JSON Schema of a kind, or all kinds in one form or another.
    int schema(SchemaOptions options) throws Failure;

    /// Machines that are not in Git.
    int discovered(DiscoveredOptions options) throws Failure;

    int adopt(AdoptOptions options) throws Failure;

    int status(StatusOptions options) throws Failure;

    int events(EventsOptions options) throws Failure;

    /// What attempts of the past took.
    int history(HistoryOptions options) throws Failure;

    /// Installs machines anew, and measures it.
    int cycle(CycleOptions options) throws Failure;

    /// What the flight recorder has of an attempt.
    int record(RecordOptions options) throws Failure;

    /// The machines, for Ansible.
    int inventory(InventoryOptions options) throws Failure;

    int init(InitOptions options) throws Failure;

    int fetch(FetchOptions options) throws Failure;

    /// Is everything there that `run` needs?
    int doctor(DoctorOptions options) throws Failure;

    /// Roots of trust.
    int pki(PkiOptions options) throws Failure;

    int kubeconfig(KubeconfigOptions options) throws Failure;

    /// Ends a command with one clear sentence.
    final class Failure extends Exception {
        private static final long serialVersionUID = 1;

        private final int exitCode;

        public Failure(int exitCode, String sentence) {
            super(sentence);
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }
}
