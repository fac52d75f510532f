package dev.bringup.template;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Diagnostic;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What templates have beside Jinja's own. The passwords and the compressed texts were made by
/// `openssl passwd -6` and read by `gzip`.
class HelpersTest {

    private static final Templates TEMPLATES = new Templates(InstantSource.system());

    private static String render(String template) {
        List<Diagnostic> problems = new ArrayList<>();
        Map<String, byte[]> files =
                Map.of(
                        "t.j2", template.getBytes(StandardCharsets.UTF_8),
                        "keys/b.pub", "B".getBytes(StandardCharsets.UTF_8),
                        "keys/a.pub", "A".getBytes(StandardCharsets.UTF_8),
                        "keys.txt", new byte[0]);
        Map<String, Object> values =
                Map.of("cidr", "172.16.16.0/24", "bringup", Map.of("nonce", "%%bringup.nonce%%"));
        return TEMPLATES
                .render("t.j2", values, files, problems::add)
                .orElseGet(() -> problems.getFirst().problem());
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "{{ 'Hello world!' | sha512crypt('saltstring') }} => $6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
                "{{ 'pässword' | sha512crypt('a.b/c') }} => $6$a.b/c$.mvk4xBHN6ZCbv9JDoMNojWuUvyimkAZ1Smx2NxP5MCbpKXS/UaY8FdGGEng22BWGh1YKtre397JTEb1.dPsC/",
                "{{ 'A password that is longer than one block of sixty-four bytes of the digest' | sha512crypt('0123456789abcdef') }} => $6$0123456789abcdef$8gX/Sn5SDgSIntVXIDYBpqZO2F8Srsz0enXY9puSuu3IOfcImKxukLYDQdlzyVEsY5vAoKcXqw4E1mR/LyZJs1",
                "{{ 'pw' | sha512crypt }} => $6$Klq0LLMwSF7EUKVy$7JCr1ootYFfOG6xDtqUeHtYkWboxQKdILw92AlcNElQn3.q0xJlT8zteNP/jI6rh8oJJshBdtreeN/RYbKqEB1",
                "{{ 'pw' | sha512crypt('a$b') }} => a salt is 1 to 16 letters, digits, dots and slashes, not 'a$b'",
                "{{ 'pässword' | b64 }} => cMOkc3N3b3Jk",
                "{{ 'aaaaaaaaaaaaaaaaaaaa' | gzip | b64 }} => H4sIAAAAAAAA/0vEAgDOi28mFAAAAA==",
                "{{ 'a' | gzip }} => gzip gives bytes; write gzip | b64",
                "{{ bringup.nonce | b64 }} => b64 cannot encode bringup.nonce, which has no value before a machine fetches the file",
                "{{ bringup.nonce | sha512crypt }} => sha512crypt cannot encode bringup.nonce, which has no value before a machine fetches the file",
                "{{ bringup.nonce | gzip | b64 }} => gzip cannot encode bringup.nonce, which has no value before a machine fetches the file",
                "{{ 'a' | indent('x') }} => indent needs a number of spaces, as in indent(4)",
                "{% for p in tree('keys') %}{{ p }}={{ file(p) }} {% endfor %} => keys/a.pub=A keys/b.pub=B",
                "{{ tree('nokeys') }} => there is no file below 'nokeys' in this repository",
                "{{ tree('../') }} => there is no file below '../' in this repository",
                "{{ tree('/etc') }} => there is no file below '/etc' in this repository",
                "{{ file('/etc/passwd') }} => there is no file '/etc/passwd' in this repository",
            })
    void aHelper(String template, String expected) {
        assertEquals(expected, render(template).strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "cidr | ip_host(5) => 172.16.16.5",
                "cidr | ip_host(0) => 172.16.16.0",
                "cidr | ip_host(255) => 172.16.16.255",
                "cidr | ip_host(256) => 172.16.16.0/24 has no address number 256",
                "cidr | ip_host(-1) => 172.16.16.0/24 has no address number -1",
                "'0.0.0.0/0' | ip_host(4294967295) => 255.255.255.255",
                "'0.0.0.0/0' | ip_host(4294967296) => 0.0.0.0/0 has no address number 4294967296",
                "cidr | ip_host => this needs one whole number, as in ip_host(5)",
                "cidr | ip_host('a') => this needs one whole number, as in ip_host(5)",
                "'172.16.16.1/24' | ip_host(1) => 172.16.16.1/24 has bits set after its prefix",
                "'x' | ip_host(1) => 'x' is not a network like 10.0.0.0/24",
                "'10.0.0.255' | ip_add(1) => 10.0.1.0",
                "'10.0.1.0' | ip_add(-1) => 10.0.0.255",
                "'255.255.255.255' | ip_add(1) => there is no address 1 after 255.255.255.255",
                "'172.16.16.9' | ip_in(cidr) => true",
                "'172.16.17.9' | ip_in(cidr) => false",
                "'172.16.17.9' | ip_in => ip_in needs a network: ip_in('10.0.0.0/24')",
                "'172.16.17' | ip_in(cidr) => '172.16.17' is not an IPv4 address",
                "cidr | ip_network => 172.16.16.0",
                "cidr | ip_broadcast => 172.16.16.255",
                "cidr | ip_netmask => 255.255.255.0",
                "cidr | ip_prefix => 24",
                "'10.1.0.0/20' | ip_netmask => 255.255.240.0",
            },
            quoteCharacter = '`')
    void addressesAndNetworks(String expression, String expected) {
        assertEquals(expected, render("{{ " + expression + " }}"));
    }

    @Property(tries = 300)
    void whatGzipWritesIsWhatItRead(@ForAll @Size(max = 4000) byte[] bytes) throws IOException {
        assertArrayEquals(bytes, unzipped(Gzip.of(bytes)));
    }

    @Test
    void repetitionIsCompressed() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append("line ").append(i % 700).append(" of a file that repeats itself\n");
        }
        byte[] long900k = text.toString().getBytes(StandardCharsets.UTF_8);
        byte[] zipped = Gzip.of(long900k);

        assertArrayEquals(long900k, unzipped(zipped));
        assertTrue(zipped.length < long900k.length / 20, () -> "only to " + zipped.length);
        assertArrayEquals(new byte[0], unzipped(Gzip.of(new byte[0])));
    }

    private static byte[] unzipped(byte[] zipped) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            return in.readAllBytes();
        }
    }
}
