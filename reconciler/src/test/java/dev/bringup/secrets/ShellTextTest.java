package dev.bringup.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a real shell makes of a value that was put into a script.
class ShellTextTest {

    private static final String VALUE = "it's \"$HOME\" `id` \\n $(id) # <<X\n;exit 3; &";

    private static String run(String script) throws IOException, InterruptedException {
        int at = script.indexOf('@');
        String filled =
                script.substring(0, at)
                        + ShellText.place(script, at, VALUE)
                        + script.substring(at + 1);
        Process shell = new ProcessBuilder("/bin/sh", "-c", filled).start();
        String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(shell.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, shell.waitFor(), () -> filled + "\n" + err);
        return out;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "printf %s @",
                "printf '%s' '@'",
                "printf '%s' \"@\"",
                "V=@; printf %s \"$V\"",
                "# don't\nprintf %s @",
                "printf '%s' 'a\nb' >/dev/null; printf %s \"@\"",
                "echo it\\'s a\\\"b >/dev/null\nprintf %s @",
                "cat >/dev/null <<E\ndon't \"\nE\nprintf %s '@'",
                "cat >/dev/null <<-'E' # x\n\tit's\n\tE\nprintf %s \"@\""
            })
    void aValueIsOneWordWhereverItStands(String script) throws Exception {
        assertEquals(VALUE, run(script));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat <<E\n@\nE\n",
                "cat <<'E'\n@\nE\n",
                "cat <<\"E\"\n@\nE\n",
                "A='x' cat <<E | cat\n@\nE\n"
            })
    void aHereDocumentHoldsItAsItIs(String script) throws Exception {
        assertEquals(VALUE + "\n", run(script));
    }

    @ParameterizedTest
    @ValueSource(strings = {"# @\nprintf ok", "true # it's @\nprintf ok"})
    void inACommentItStaysOne(String script) throws Exception {
        assertEquals("ok", run(script));
    }
}
