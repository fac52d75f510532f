package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ByteRangeTest {

    @Test
    void theUsualRangesOfAFileOfTenBytes() {
        Map<String, ByteRange> cases = new LinkedHashMap<>();
        cases.put("bytes=0-3", new ByteRange.Part(0, 4));
        cases.put("bytes=4-", new ByteRange.Part(4, 6));
        cases.put("bytes=9-99", new ByteRange.Part(9, 1));
        cases.put("bytes=-3", new ByteRange.Part(7, 3));
        cases.put("bytes=-99", new ByteRange.Part(0, 10));
        cases.put("bytes=10-", new ByteRange.Unsatisfiable());
        cases.put("bytes=-0", new ByteRange.Unsatisfiable());
        cases.put("bytes=3-1", new ByteRange.Whole());
        cases.put("bytes=-", new ByteRange.Whole());
        cases.put("bytes=0-1,4-5", new ByteRange.Whole());
        cases.put("lines=1-2", new ByteRange.Whole());
        cases.forEach((header, expected) ->
                assertEquals(expected, ByteRange.of(Optional.of(header), 10), header));
        assertEquals(new ByteRange.Whole(), ByteRange.of(Optional.empty(), 10));
    }
}
