package dev.bringup.netboot;

import dev.bringup.model.BootRequest;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.Match;
import dev.bringup.model.PermitId;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What an HTTP request of a booting machine means. `label` is a small closed set, for metrics.
sealed interface BootRoute {

    /// Where a system asks that knows no permit, as its kernel is told it: it fills in its card.
    String WHOLE = "/talos?mac=${mac}";

    String label();

    /// A question for the desk.
    record Ask(String label, BootRequest request) implements BootRoute {}

    /// A file below `/assets/` or `/boot/`.
    record Download(String label, Shelf shelf, String path) implements BootRoute {}

    record Reject(int status, String because) implements BootRoute {
        @Override
        public String label() {
            return "rejected";
        }
    }

    enum Shelf {
        ASSETS,
        BOOT_FILES
    }

    static BootRoute of(String method, String uri, String body, Ip4 from) {
        try {
            QueryStringDecoder url = new QueryStringDecoder(uri);
            return new Request(method, url, body, from).route();
        } catch (IllegalArgumentException e) {
            return new Reject(400, String.valueOf(e.getMessage()));
        }
    }

    /// One request on its way to its meaning; an [IllegalArgumentException] says what is wrong in
    /// it.
    record Request(String method, QueryStringDecoder url, String body, Ip4 from) {

        private BootRoute route() {
            if (!url.path().startsWith("/")) {
                return new Reject(400, "a request names a path");
            }
            if (isBelow("/assets")) {
                return download("asset", Shelf.ASSETS, "/assets");
            }
            if (isBelow("/boot")) {
                return download("boot_file", Shelf.BOOT_FILES, "/boot");
            }
            List<String> path = List.of(url.path().substring(1).split("/", -1));
            String first = path.getFirst();
            return switch (path.size()) {
                case 1 -> first.equals("talos") ? get("config", this::whole) : nothingHere();
                case 2 ->
                        first.equals("ipxe")
                                ? get("script", () -> script(path.get(1)))
                                : nothingHere();
                case 3 ->
                        switch (first) {
                            case "config" -> config(path.get(1), path.get(2));
                            case "report" -> report(path.get(1), path.get(2));
                            default -> nothingHere();
                        };
                default -> first.equals("config") ? tree(path) : nothingHere();
            };
        }

        /// Of whatever version, it is the same.
        private BootRoute tree(List<String> path) {
            if (!Ec2.isVersion(path.get(2))) {
                return nothingHere();
            }
            String file = Ec2.ROOT + "/" + String.join("/", path.subList(3, path.size()));
            PermitId id = new PermitId(path.get(1));
            return get("config", () -> new BootRequest.Config(id, from, file));
        }

        private boolean isBelow(String folder) {
            return url.path().startsWith(folder + "/") || url.path().equals(folder);
        }

        private BootRoute download(String label, Shelf shelf, String folder) {
            if (!method.equals("GET") && !method.equals("HEAD")) {
                return notAllowed();
            }
            String file = url.path().substring(folder.length());
            return new Download(label, shelf, file.isEmpty() ? file : file.substring(1));
        }

        private BootRoute config(String permit, String file) {
            PermitId id = new PermitId(permit);
            return switch (file) {
                case "disks" -> post("disks", () -> BootJson.disks(id, from, body));
                case "join" ->
                        post("join", () -> new BootRequest.Join(id, from, BootJson.nonce(body)));
                default -> get("config", () -> new BootRequest.Config(id, from, file));
            };
        }

        private BootRoute report(String permit, String what) {
            PermitId id = new PermitId(permit);
            return switch (what) {
                case "progress" -> post("progress", () -> BootJson.progress(id, from, body));
                case "hardware" -> post("hardware", () -> BootJson.inspection(id, from, body));
                case "up" -> post("up", () -> new BootRequest.PhoneHome(id, from));
                default -> nothingHere();
            };
        }

        private BootRequest script(String mac) {
            return new BootRequest.Script(
                    Mac.parse(mac),
                    from,
                    parameter("uuid"),
                    parameter("serial"),
                    Match.Box.of(parameter("vendor"), parameter("product")));
        }

        private BootRequest whole() {
            String mac =
                    parameter("mac")
                            .orElseThrow(() ->
                                    new IllegalArgumentException("/talos?mac= names no card"));
            return new BootRequest.Whole(Mac.parse(mac), from);
        }

        private Optional<String> parameter(String name) {
            return url.parameters().getOrDefault(name, List.of()).stream()
                    .map(value -> value.replaceAll("\\p{Cntrl}", " ").strip())
                    .filter(value -> !value.isEmpty() && value.length() <= 256)
                    .findFirst();
        }

        private BootRoute get(String label, Supplier<BootRequest> request) {
            return method.equals("GET") ? new Ask(label, request.get()) : notAllowed();
        }

        private BootRoute post(String label, Supplier<BootRequest> request) {
            return method.equals("POST") ? new Ask(label, request.get()) : notAllowed();
        }

        private BootRoute nothingHere() {
            return new Reject(404, "nothing is served at " + url.path());
        }

        private BootRoute notAllowed() {
            return new Reject(405, method + " is not for " + url.path());
        }
    }
}
