package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Payloads that steer a distribution's installer: what they must say, and to whom.
class SteeredTest {

    private static final String TARGET = "{{ bringup.targetUrl }}";
    private static final String FINISH = "{{ bringup.finishUrl }}";

    private static SortedMap<String, byte[]> files(String key, String template) {
        SortedMap<String, byte[]> files = Repo.good();
        files.put("image.yaml", Repo.bytes(Repo.LIVE.replace("boot: live", "boot: installer")));
        files.put(
                "profile.yaml",
                Repo.bytes(Repo.PROFILE.replace("os-1", "live-1").replace("cloudInit", key)));
        files.put("worker.j2", Repo.bytes(template));
        return files;
    }

    static List<List<String>> languages() {
        return List.of(
                List.of("kickstart", ""),
                List.of("preseed", ""),
                List.of("autoinstall", "#cloud-config\n"));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void itAsksForItsDiskAndSaysThatItIsDone(List<String> language) {
        String head = language.get(1);
        assertEquals(
                "",
                ResolveTest.problems(files(language.get(0), head + "# " + TARGET + " " + FINISH)));
    }

    private static void lack(String key, String template, String why, String help) {
        String found = ResolveTest.problems(files(key, template));
        String line = template.lines().findFirst().orElseThrow();
        assertEquals(
                """
                worker.j2:1:1: error BU1401: rendered for node-01, it %s
                1 | %s
                  | ^
                  = help: %s\
                """
                        .formatted(why, line, help),
                found);
    }

    @Test
    void whatItLacksIsSaidInItsOwnLanguage() {
        lack(
                "kickstart",
                "text\n",
                "never asks at bringup.targetUrl which disk it may write to, and never runs what is"
                        + " at bringup.finishUrl, so its disk would never boot",
                "in %pre: echo \"ignoredisk --only-use=$(curl -fsS {{ bringup.targetUrl }} | sh)\""
                        + " > /tmp/target.ks; outside of it: %include /tmp/target.ks; %post"
                        + " --nochroot: curl -fsS {{ bringup.finishUrl }} | sh");
        lack(
                "preseed",
                "# " + FINISH + "\n",
                "never asks at bringup.targetUrl which disk it may write to",
                "d-i partman/early_command string debconf-set partman-auto/disk \"$(wget -qO-"
                        + " {{ bringup.targetUrl }} | sh)\"");
        lack(
                "autoinstall",
                "#cloud-config\n# " + TARGET + "\n",
                "never runs what is at bringup.finishUrl, so its disk would never boot",
                "late-commands: [\"curl -fsS {{ bringup.finishUrl }} | sh\"]");
    }

    @Test
    void autoinstallIsUserData() {
        String both = "a: {{ bringup.targetUrl }}{{ bringup.finishUrl }}";
        assertEquals(
                """
                worker.j2:1:1: error BU1401: rendered for node-01, it does not start with\
                 #cloud-config
                1 | %s
                  | ^\
                """
                        .formatted(both),
                ResolveTest.problems(files("autoinstall", both)));
    }

    @Test
    void imageAndPayloadUnderstandEachOther() {
        SortedMap<String, byte[]> files = files("cloudInit", Repo.TEMPLATE);
        assertEquals(
                """
                profile.yaml:6:13: error BU1343: image 'live-1' is a distribution's installer, which 'cloudInit' does not steer
                6 |   payload: {cloudInit: worker.j2}
                  |             ^
                  = help: use kickstart, preseed, autoinstall\
                """,
                Repo.problems(files));
        files = files("preseed", TARGET + FINISH);
        files.put("image.yaml", Repo.bytes(Repo.IMAGE.replace("os-1", "live-1")));
        assertEquals(
                """
                profile.yaml:6:13: error BU1343: 'preseed' steers a distribution's installer, and image 'live-1' is none
                6 |   payload: {preseed: worker.j2}
                  |             ^
                  = help: use an image with 'boot: installer', or another payload\
                """,
                Repo.problems(files));
    }
}
