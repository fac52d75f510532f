package dev.bringup.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Diagnostic.Position;
import dev.bringup.model.Diagnostic.Severity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FindingsTest {

    private static final List<Diagnostic> PROBLEMS =
            List.of(
                    new Diagnostic(
                            "BU1301",
                            new Position("a,b/node 1.yaml", 6, 12),
                            "there is no Profile '100%'",
                            Optional.of("did you mean 'worker'?"),
                            "  profile: 100%"),
                    new Diagnostic(
                            Severity.WARNING,
                            "BU1604",
                            new Position("images/a.yaml", 2, 3),
                            "two\nlines",
                            Optional.empty(),
                            "x"));

    @Test
    void textEndsWithTheCount() {
        assertEquals(
                """
                a,b/node 1.yaml:6:12: error BU1301: there is no Profile '100%'
                6 |   profile: 100%
                  |            ^
                  = help: did you mean 'worker'?
                images/a.yaml:2:3: warning BU1604: two
                lines
                2 | x
                  |   ^
                1 error, 1 warning\
                """,
                Findings.text(PROBLEMS));
        assertEquals("2 errors", Findings.count(List.of(PROBLEMS.get(0), PROBLEMS.get(0))));
    }

    @Test
    void githubGetsCommandsWithItsEscapes() {
        assertEquals(
                """
                ::error file=a%2Cb/node 1.yaml,line=6,col=12,title=BU1301::there is no Profile '100%25' (did you mean 'worker'?)
                ::warning file=images/a.yaml,line=2,col=3,title=BU1604::two%0Alines\
                """,
                Findings.github(PROBLEMS));
        assertEquals("", Findings.github(List.of()));
    }

    @Test
    void sarifHasWhatItsSchemaRequires() throws JsonProcessingException {
        JsonNode sarif =
                new ObjectMapper().readTree(Sarif.of(PROBLEMS, "1.2.3", code -> "about " + code));

        assertEquals("2.1.0", sarif.at("/version").asText());
        JsonNode run = sarif.at("/runs/0");
        assertEquals("bringup", run.at("/tool/driver/name").asText());
        assertEquals("about BU1301", run.at("/tool/driver/rules/0/shortDescription/text").asText());
        assertEquals("BU1301", run.at("/results/0/ruleId").asText());
        assertEquals("error", run.at("/results/0/level").asText());
        assertEquals("warning", run.at("/results/1/level").asText());
        assertEquals(
                "there is no Profile '100%' (did you mean 'worker'?)",
                run.at("/results/0/message/text").asText());
        JsonNode place = run.at("/results/0/locations/0/physicalLocation");
        assertEquals("a%2Cb/node%201.yaml", place.at("/artifactLocation/uri").asText());
        assertEquals(6, place.at("/region/startLine").asInt());
        assertEquals(12, place.at("/region/startColumn").asInt());
    }

    @Test
    void jsonHasTheCounts() throws JsonProcessingException {
        JsonNode json = new ObjectMapper().readTree(Findings.json(PROBLEMS));

        assertEquals(1, json.at("/errors").asInt());
        assertEquals(1, json.at("/warnings").asInt());
        assertEquals("warning", json.at("/problems/1/severity").asText());
        assertEquals("a,b/node 1.yaml", json.at("/problems/0/at/file").asText());
        assertTrue(json.at("/problems/1/help").isMissingNode());
    }
}
