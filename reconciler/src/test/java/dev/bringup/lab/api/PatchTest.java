package dev.bringup.lab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PatchTest {

    record Case(String name, String type, String before, String patch, String after) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> everyFormatChangesWhatItNames() {
        return Stream.of(
                merge("merge: null removes", "{'a':1,'b':2}", "{'a':null}", "{'b':2}"),
                merge(
                        "merge: objects merge",
                        "{'a':{'b':1}}",
                        "{'a':{'c':2}}",
                        "{'a':{'b':1,'c':2}}"),
                merge("merge: lists are replaced", "{'a':[1,2]}", "{'a':[3]}", "{'a':[3]}"),
                json("json: add", "{}", "[{'op':'add','path':'/a','value':1}]", "{'a':1}"),
                json(
                        "json: insert",
                        "{'a':[1,3]}",
                        "[{'op':'add','path':'/a/1','value':2}]",
                        "{'a':[1,2,3]}"),
                json(
                        "json: append",
                        "{'a':[1]}",
                        "[{'op':'add','path':'/a/-','value':2}]",
                        "{'a':[1,2]}"),
                json(
                        "json: remove",
                        "{'a':{'b/c':1}}",
                        "[{'op':'remove','path':'/a/b~1c'}]",
                        "{'a':{}}"),
                json(
                        "json: replace",
                        "{'a':1}",
                        "[{'op':'replace','path':'/a','value':2}]",
                        "{'a':2}"),
                json("json: move", "{'a':1}", "[{'op':'move','from':'/a','path':'/b'}]", "{'b':1}"),
                json(
                        "json: copy",
                        "{'a':1}",
                        "[{'op':'copy','from':'/a','path':'/b'}]",
                        "{'a':1,'b':1}"),
                strategic(
                        "strategic: taints are one list",
                        "{'taints':[{'key':'a'},{'key':'b'}]}",
                        "{'taints':[{'key':'b'}]}",
                        "{'taints':[{'key':'b'}]}"),
                strategic(
                        "strategic: conditions merge by type",
                        "{'conditions':[{'type':'Ready','status':'True'},{'type':'Disk'}]}",
                        "{'conditions':[{'type':'Ready','status':'False'}]}",
                        "{'conditions':[{'type':'Ready','status':'False'},{'type':'Disk'}]}"),
                strategic(
                        "strategic: an element is deleted by directive",
                        "{'conditions':[{'type':'Ready'},{'type':'Disk'}]}",
                        "{'conditions':[{'type':'Disk','$patch':'delete'}]}",
                        "{'conditions':[{'type':'Ready'}]}"),
                strategic(
                        "strategic: a list is replaced by directive",
                        "{'conditions':[{'type':'Ready'}]}",
                        "{'conditions':[{'$patch':'replace'},{'type':'Disk'}]}",
                        "{'conditions':[{'type':'Disk'}]}"),
                strategic(
                        "strategic: a map is replaced by directive",
                        "{'a':{'b':1}}",
                        "{'a':{'$patch':'replace','c':2}}",
                        "{'a':{'c':2}}"),
                strategic(
                        "strategic: order directives are cosmetic",
                        "{'conditions':[{'type':'Ready'}]}",
                        "{'$setElementOrder/conditions':[{'type':'Ready'}]}",
                        "{'conditions':[{'type':'Ready'}]}"),
                strategic(
                        "strategic: finalizers unite and are deleted by directive",
                        "{'finalizers':['a','b']}",
                        "{'finalizers':['c'],'$deleteFromPrimitiveList/finalizers':['a']}",
                        "{'finalizers':['b','c']}"),
                strategic(
                        "strategic: null removes",
                        "{'unschedulable':true}",
                        "{'unschedulable':null}",
                        "{}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void everyFormatChangesWhatItNames(Case c) {
        assertEquals(
                Json.parse(quoted(c.after)),
                Patch.apply(c.type, Json.parseObject(quoted(c.before)), quoted(c.patch)));
    }

    @Test
    void refusalsSayWhy() {
        assertEquals(
                "the test of /a failed",
                refusal("application/json-patch+json", "[{'op':'test','path':'/a','value':2}]"));
        assertEquals(
                "the patch names /b, which does not exist",
                refusal("application/json-patch+json", "[{'op':'remove','path':'/b'}]"));
        assertEquals(
                "the body of the request was in an unknown format (application/apply-patch+yaml)",
                refusal("application/apply-patch+yaml", "{}"));
    }

    private static String refusal(String type, String patch) {
        return assertThrows(
                        Problem.class,
                        () -> Patch.apply(type, Json.parseObject("{\"a\":1}"), quoted(patch)))
                .getMessage();
    }

    private static Case merge(String name, String before, String patch, String after) {
        return new Case(name, "application/merge-patch+json", before, patch, after);
    }

    private static Case json(String name, String before, String patch, String after) {
        return new Case(name, "application/json-patch+json", before, patch, after);
    }

    private static Case strategic(String name, String before, String patch, String after) {
        return new Case(name, "application/strategic-merge-patch+json", before, patch, after);
    }

    private static String quoted(String text) {
        return text.replace('\'', '"');
    }
}
