package dev.bringup.cli;

/// Tells by its exit code whether what was typed arrived.
abstract class Judged implements Program {

    @Override
    public int discovered(DiscoveredOptions options) {
        return options.yaml ? Exit.FINE : Exit.WRONG_INPUT;
    }

    @Override
    public int adopt(AdoptOptions options) {
        return options.push ? Exit.WRONG_INPUT : Exit.FINE;
    }

    @Override
    public int approve(ApproveOptions options) {
        return options.reason.isEmpty() ? Exit.WRONG_INPUT : Exit.FINE;
    }

    @Override
    public int logLevel(LogLevelOptions options) {
        return options.levels.isEmpty() ? Exit.WRONG_INPUT : Exit.FINE;
    }
}
