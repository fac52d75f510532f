package dev.bringup.netboot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Image.Asset;
import dev.bringup.model.Image;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Payload;
import dev.bringup.model.Permit;
import dev.bringup.model.PermitId;
import dev.bringup.view.JoinScript;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// How an answer of the desk is spelled for whom it is for: a status, a type and a text.
record BootReply(int status, String type, String body, Optional<Duration> retryAfter) {

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String SHELL = "text/x-shellscript; charset=utf-8";

    static BootReply text(int status, String body) {
        return new BootReply(status, TEXT, body + "\n", Optional.empty());
    }

    /// The machine asks again, as after any other trouble of the network.
    static BootReply later(String because) {
        return new BootReply(503, TEXT, because + "\n", Optional.of(Duration.ofSeconds(5)));
    }

    /// `files` says where machines get a file; `fill` puts keys and URLs into a payload.
    static BootReply of(
            BootRequest request,
            BootAnswer answer,
            Here here,
            Function<Asset, String> files,
            BiFunction<BootAnswer.Serve, String, String> fill) {
        String http = here.http();
        return switch (answer) {
            case BootAnswer.Refused(String because) -> text(403, because);
            case BootAnswer.Noted() -> new BootReply(204, TEXT, "", Optional.empty());
            case BootAnswer.Wait(Duration time, String because) ->
                    waiting(request, time, because, here);
            case BootAnswer.LocalDisk(String because) -> localDisk(request, because, here);
            case BootAnswer.StartInstaller(MachineSpec machine, Permit permit) ->
                    request instanceof BootRequest.Script script
                            ? ok(TEXT, new IpxeScript(script.mac(), here).install(machine, permit))
                            : misfit(request, answer);
            case BootAnswer.StartLive(MachineSpec machine, Permit permit) ->
                    request instanceof BootRequest.Script script
                            ? ok(TEXT, live(script, machine, permit, here, files))
                            : misfit(request, answer);
            case BootAnswer.Write write ->
                    ok(
                            JSON,
                            switch (write.machine().install().image().boot()) {
                                        case Image.Boot.Disk disk ->
                                                write(write, disk, http, files);
                                        case Image.Boot.Installer(Image.Boot.Live program) ->
                                                HandOver.order(
                                                        write,
                                                        new LiveKernel(
                                                                write.machine(),
                                                                program,
                                                                config(write.permit(), http),
                                                                here.log(),
                                                                files));
                                        case Image.Boot.Live _ ->
                                                throw new IllegalStateException(
                                                        write.machine().id()
                                                                + " has no image for a disk");
                                    }
                                    + "\n");
            case BootAnswer.Inspect(PermitId ticket) ->
                    request instanceof BootRequest.Script script
                            ? ok(TEXT, new IpxeScript(script.mac(), here).inspect(ticket))
                            : misfit(request, answer);
            case BootAnswer.Wipe wipe -> ok(JSON, wipe(wipe) + "\n");
            case BootAnswer.PowerDown(String because) ->
                    ok(JSON, BootJson.object().put("do", "off").put("because", because) + "\n");
            case BootAnswer.Reseed(MachineSpec machine, Permit permit, String disk) ->
                    ok(
                            JSON,
                            seed(
                                            BootJson.object().put("do", "boot").put("disk", disk),
                                            machine,
                                            permit,
                                            http)
                                    + "\n");
            case BootAnswer.Serve serve -> served(serve, request, http, files, fill);
            case BootAnswer.JoinWith(MachineId machine, JoinMaterial material) ->
                    ok(SHELL, JoinScript.of(machine, material));
        };
    }

    private static BootReply ok(String type, String body) {
        return new BootReply(200, type, body, Optional.empty());
    }

    private static BootReply waiting(
            BootRequest request, Duration time, String because, Here here) {
        long seconds = Math.max(1, time.toSeconds());
        return switch (request) {
            case BootRequest.Script script ->
                    ok(TEXT, new IpxeScript(script.mac(), here).waiting(seconds, because));
            case BootRequest.Disks _ -> {
                ObjectNode wait =
                        BootJson.object()
                                .put("do", "wait")
                                .put("seconds", seconds)
                                .put("because", because);
                yield ok(JSON, wait + "\n");
            }
            case BootRequest.Progress _,
                    BootRequest.Config _,
                    BootRequest.Whole _,
                    BootRequest.PhoneHome _,
                    BootRequest.Join _,
                    BootRequest.Inspection _ ->
                    new BootReply(
                            503, TEXT, because + "\n", Optional.of(Duration.ofSeconds(seconds)));
        };
    }

    private static BootReply localDisk(BootRequest request, String because, Here here) {
        return switch (request) {
            case BootRequest.Script script ->
                    ok(TEXT, new IpxeScript(script.mac(), here).localDisk(because));
            case BootRequest.Disks _, BootRequest.Inspection _ -> {
                ObjectNode boot = BootJson.object().put("do", "boot").put("because", because);
                yield ok(JSON, boot + "\n");
            }
            case BootRequest.Progress _,
                    BootRequest.Config _,
                    BootRequest.Whole _,
                    BootRequest.PhoneHome _,
                    BootRequest.Join _ ->
                    misfit(request, new BootAnswer.LocalDisk(because));
        };
    }

    private static String live(
            BootRequest.Script script,
            MachineSpec machine,
            Permit permit,
            Here here,
            Function<Asset, String> files) {
        if (!(machine.install().image().boot() instanceof Image.Boot.Live live)) {
            throw new IllegalStateException(machine.id() + " has no image that runs from memory");
        }
        String config = config(permit, here.http());
        return new IpxeScript(script.mac(), here)
                .live(new LiveKernel(machine, live, config, here.log(), files));
    }

    static String config(Permit permit, String http) {
        return "http://" + http + "/config/" + permit.id() + "/";
    }

    private static ObjectNode write(
            BootAnswer.Write write,
            Image.Boot.Disk image,
            String http,
            Function<Asset, String> files) {
        ObjectNode json =
                BootJson.object()
                        .put("do", "write")
                        .put("disk", write.disk())
                        .put("image", files.apply(image.file()))
                        .put("sha256", image.file().digest().hex())
                        .put("format", image.format().text());
        seed(json, write.machine(), write.permit(), http);
        json.set("marker", BootJson.marker(write.marker()));
        // None of them holds a space; one text is easier to read for a shell.
        return json.put("kernelArgs", String.join(" ", write.machine().install().kernelArgs()));
    }

    /// No name of a disk holds a space either.
    private static ObjectNode wipe(BootAnswer.Wipe wipe) {
        ObjectNode json =
                BootJson.object()
                        .put("do", "wipe")
                        .put("method", wipe.method().label())
                        .put("disks", String.join(" ", wipe.disks()));
        json.set("marker", BootJson.marker(wipe.marker()));
        return json;
    }

    /// Where the installed system finds its payload, and of what kind it is.
    private static ObjectNode seed(
            ObjectNode json, MachineSpec machine, Permit permit, String http) {
        Payload.Kind kind = machine.install().payload().kind();
        String seed =
                kind == Payload.Kind.TALOS
                        ? "http://" + http + BootRoute.WHOLE
                        : config(permit, http);
        return json.put("seed", seed)
                .put(
                        "payload",
                        switch (kind) {
                            case CLOUD_INIT -> "cloudInit";
                            case IGNITION -> "ignition";
                            case SCRIPT -> "script";
                            case TALOS -> "talos";
                            case KICKSTART, PRESEED, AUTOINSTALL -> "handedOver";
                        });
    }

    /// All of a payload to who asks for that, else one file.
    private static BootReply served(
            BootAnswer.Serve serve,
            BootRequest request,
            String http,
            Function<Asset, String> files,
            BiFunction<BootAnswer.Serve, String, String> fill) {
        return switch (request) {
            case BootRequest.Config config -> file(serve, config, http, files, fill);
            case BootRequest.Whole _ -> payload(serve, Payload.TALOS_CONFIG, fill);
            case BootRequest.Script _,
                    BootRequest.Disks _,
                    BootRequest.Progress _,
                    BootRequest.PhoneHome _,
                    BootRequest.Join _,
                    BootRequest.Inspection _ ->
                    misfit(request, serve);
        };
    }

    /// Of what is served beside the payload, or a file of it.
    private static BootReply file(
            BootAnswer.Serve serve,
            BootRequest.Config config,
            String http,
            Function<Asset, String> files,
            BiFunction<BootAnswer.Serve, String, String> fill) {
        return config.file().equals(Bundles.FILE)
                ? ok(SHELL, Bundles.script(serve.machine(), files))
                : HandOver.script(config.file(), serve, http)
                        .map(script -> ok(SHELL, script))
                        .orElseGet(() -> payload(serve, config.file(), fill));
    }

    private static BootReply payload(
            BootAnswer.Serve serve,
            String file,
            BiFunction<BootAnswer.Serve, String, String> fill) {
        Payload payload = serve.machine().install().payload();
        String text = payload.files().get(file);
        if (text != null) {
            String type =
                    switch (payload.kind()) {
                        case CLOUD_INIT, KICKSTART, PRESEED, AUTOINSTALL, TALOS -> TEXT;
                        case IGNITION -> JSON;
                        case SCRIPT -> SHELL;
                    };
            return ok(type, fill.apply(serve, text));
        }
        if (payload.kind() == Payload.Kind.CLOUD_INIT) {
            Optional<String> inner = Ec2.payload(file);
            if (inner.isPresent()) {
                return payload(serve, inner.get(), fill);
            }
            Optional<String> about = Ec2.about(file, serve);
            if (about.isPresent()) {
                return ok(TEXT, about.get());
            }
            // cloud-init takes a seed without these two for no seed at all.
            switch (file) {
                case "meta-data" -> {
                    String name = serve.machine().id().name();
                    String instance = name + "-" + serve.permit().attempt();
                    return ok(
                            TEXT,
                            "instance-id: %s\nlocal-hostname: %s\n".formatted(instance, name));
                }
                case "vendor-data" -> {
                    return ok(TEXT, "");
                }
                default -> {}
            }
        }
        return text(404, "the payload of " + serve.machine().id() + " has no file " + file);
    }

    /// A bug of ours: said aloud instead of guessed around.
    private static BootReply misfit(BootRequest request, BootAnswer answer) {
        return text(
                500,
                "%s does not answer %s"
                        .formatted(
                                answer.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                                request.getClass().getSimpleName().toLowerCase(Locale.ROOT)));
    }
}
