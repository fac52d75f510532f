package dev.bringup.manifest;

import dev.bringup.model.Addons;
import dev.bringup.model.Approval;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Decommission;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Diagnostic.Position;
import dev.bringup.model.Image;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec.Hardware;
import dev.bringup.model.MachineSpec.Intent;
import dev.bringup.model.Match;
import dev.bringup.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// The checked text of a state repository: every field valid, every name resolved, nothing rendered
/// and nothing merged yet.
public record Declared(
        ClusterSpec cluster,
        SortedMap<String, Image> images,
        SortedMap<String, Profile> profiles,
        SortedMap<MachineId, Machine> machines,
        Beside beside,
        SortedMap<String, byte[]> files) {

    /// What is no part of a machine.
    public record Beside(
            List<Approval> approvals,
            SortedMap<String, Target> targets,
            Addons addons,
            List<Decommission> tombstones) {}

    public List<Approval> approvals() {
        return beside.approvals();
    }

    /// What reading gives: a value and what is suspicious about it, or every problem at once.
    public sealed interface Answer {
        record Valid(Declared declared, List<Diagnostic> warnings) implements Answer {}

        record Invalid(List<Diagnostic> problems) implements Answer {}
    }

    /// What the file of a profile, or of a machine, may say of the Node and the payload.
    public record Extras(
            SortedMap<String, String> labels,
            List<Taint> taints,
            Map<String, Object> variables,
            List<String> kernelArgs,
            Optional<String> reimageGeneration,
            Optional<String> rebootGeneration,
            Match match) {}

    /// `dhcpOptions` are in hex, by their number.
    public record Profile(
            String name,
            String role,
            String image,
            Template payload,
            Extras extras,
            SortedMap<Integer, String> dhcpOptions,
            List<Steps.Text> steps) {}

    /// In what a payload is written.
    public enum Language {
        CLOUD_INIT,
        IGNITION,
        /// Becomes Ignition.
        BUTANE,
        SCRIPT,
        KICKSTART,
        PRESEED,
        AUTOINSTALL,
        TALOS
    }

    /// `at` is where the profile names the template: problems of the whole payload point there.
    public record Template(Language language, String path, Position at) {}

    /// A rendered file that is not a machine's.
    public record Target(String name, String template, String output) {}

    public record Machine(
            MachineId id,
            Hardware hardware,
            Ip4 address,
            String profile,
            Intent intent,
            Extras extras) {}
}
