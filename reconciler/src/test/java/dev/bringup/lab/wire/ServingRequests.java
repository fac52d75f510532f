package dev.bringup.lab.wire;

import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;

/// What a kubelet of the rack asks to have signed.
public final class ServingRequests {

    private ServingRequests() {}

    /// The whole object, as JSON.
    public static String of(String node, String address) throws Exception {
        NodeObject object =
                new NodeObject(
                        node,
                        Ip4.parse(address),
                        "0123456789ab",
                        new KubeVersion(1, 36, 2),
                        "4711",
                        false);
        return new ServingRequest(object).request().toString();
    }
}
