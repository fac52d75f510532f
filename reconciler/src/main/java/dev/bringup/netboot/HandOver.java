package dev.bringup.netboot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.Image.Asset;
import dev.bringup.model.Marker;
import dev.bringup.netboot.installer.Assembly;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is said to our installer when it gives way to a distribution's, and to that one: which disk
/// is its, and what is left to do when it is done.
final class HandOver {

    /// Under which names these are served beside the payload.
    static final String TARGET = "target";

    static final String FINISH = "finish";

    private HandOver() {}

    /// No URL holds a space, and arguments of a kernel are one text anyway.
    static ObjectNode order(BootAnswer.Write write, LiveKernel kernel) {
        List<String> initrds = new ArrayList<>();
        for (Asset initrd : kernel.live().initrds()) {
            initrds.add(kernel.urls().apply(initrd));
            initrds.add(initrd.digest().hex());
        }
        ObjectNode json =
                BootJson.object()
                        .put("do", "handover")
                        .put("disk", write.disk())
                        .put("kernel", kernel.kernel())
                        .put("sha256", kernel.live().kernel().digest().hex())
                        .put("initrds", String.join(" ", initrds))
                        .put("arguments", String.join(" ", kernel.arguments()))
                        .put("seed", kernel.config());
        json.set("marker", BootJson.marker(write.marker()));
        return json;
    }

    /// One of ours that is served beside the payload.
    static Optional<String> script(String name, BootAnswer.Serve serve, String http) {
        if (!serve.machine().install().payload().kind().steersAnInstaller()) {
            return Optional.empty();
        }
        if (name.equals(TARGET)) {
            return Optional.of(target(serve.marker()));
        }
        return name.equals(FINISH) ? Optional.of(finish(serve, http)) : Optional.empty();
    }

    private static String target(Marker marker) {
        return resource(TARGET).replace("@ATTEMPT@", marker.attempt().toString());
    }

    private static String finish(BootAnswer.Serve serve, String http) {
        String permit = serve.permit().id().toString();
        return resource(FINISH)
                .replace("@TARGET@\n", target(serve.marker()))
                .replace("@MARKER@", BootJson.marker(serve.marker()).toString())
                .replace("@SEED@", "http://" + http + "/config/" + permit + "/")
                .replace("@REPORT@", "http://" + http + "/report/" + permit + "/progress")
                .replace("@UNIT@\n", resource("bringup-seed.service"));
    }

    private static String resource(String name) {
        return new String(Assembly.resource(name), StandardCharsets.UTF_8);
    }
}
