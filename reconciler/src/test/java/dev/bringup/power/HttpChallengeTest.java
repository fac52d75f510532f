package dev.bringup.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The example of RFC 7616, section 3.9.1.
class HttpChallengeTest {

    private static final String MD5 =
            "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=MD5,"
                    + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
                    + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
    private static final String SHA_256 = MD5.replace("=MD5", "=SHA-256");
    private static final Login MUFASA = new Login("Mufasa", "Circle of Life");
    private static final Web.Call CALL = Web.Call.get("/dir/index.html", Map.of());

    private static String answer(String... headers) {
        return HttpChallenge.of(List.of(headers))
                .orElseThrow()
                .answer(MUFASA, CALL, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", 1);
    }

    @Test
    void aDigestIsTheOneOfTheStandard() {
        assertEquals(
                "Digest username=\"Mufasa\", realm=\"http-auth@example.org\","
                        + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
                        + " uri=\"/dir/index.html\", algorithm=MD5, qop=auth, nc=00000001,"
                        + " cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\","
                        + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\","
                        + " response=\"8ca523f5e9506fed4657c9700eebdbec\"",
                answer(MD5));
        assertTrue(
                answer(SHA_256)
                        .endsWith(
                                "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8d"
                                        + "b5856cb6c1\""),
                answer(SHA_256));
    }

    @Test
    void theStrongestThatIsOfferedIsTaken() {
        assertTrue(answer("Basic realm=\"x\"", MD5, SHA_256).contains("algorithm=SHA-256"));
        assertTrue(answer("Basic realm=\"x\"", MD5).contains("algorithm=MD5"));
        assertEquals("Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl", answer("Basic realm=\"x\""));
    }

    @Test
    void whatIsNotKnownIsNotAnswered() {
        assertEquals(
                Optional.empty(),
                HttpChallenge.of(
                        List.of(
                                "Negotiate",
                                MD5.replace("=MD5", "=MD5-sess"),
                                MD5.replace("auth, auth-int", "auth-int"),
                                MD5.replace("nonce", "once"))));
    }
}
