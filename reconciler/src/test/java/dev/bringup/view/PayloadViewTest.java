package dev.bringup.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Payload;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PayloadViewTest {

    @Test
    void noSecretIsShownAndNotEvenItsName() {
        Payload payload =
                new Payload(
                        Payload.Kind.CLOUD_INIT,
                        new TreeMap<>(
                                Map.of(
                                        "user-data",
                                        "auth: %%secret.variables.registry%%\nurl: %%bringup.url%%\n")));

        assertEquals(
                "{\"kind\":\"cloudInit\",\"files\":{\"user-data\":\"auth: ***\\nurl: %%bringup.url%%\\n\"}}",
                Json.of(PayloadView.of(payload)));
    }
}
