package dev.bringup.manifest;

import dev.bringup.model.Hours;
import dev.bringup.model.Misread;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hours of the week (`Mon-Fri,Sun 22:00-04:00 Europe/Berlin`, `daily 02:00-06:00 UTC`) and moments
/// (`2026-12-20`, `2026-12-20 18:00 Europe/Berlin`).
final class ReadTimes {

    private static final List<String> DAYS =
            List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):([0-5][0-9])|24:00");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private ReadTimes() {}

    /// A part of a text and where it stands.
    private record Part(String text, int at) {

        Misread wrong(String message, String help) {
            return new Misread(message, at, Optional.of(help));
        }

        List<Part> split(String separator) {
            int second = text.indexOf(separator);
            return second < 0
                    ? List.of(this)
                    : List.of(
                            new Part(text.substring(0, second), at),
                            new Part(text.substring(second + 1), at + second + 1));
        }
    }

    private static List<Part> words(String text) {
        Matcher word = WORD.matcher(text);
        return word.results().map(r -> new Part(r.group(), r.start())).toList();
    }

    static Hours hours(String text) {
        List<Part> words = words(text);
        if (words.size() != 3) {
            throw new Misread(
                    "'" + text + "' is not days, hours and a time zone",
                    0,
                    Optional.of("for example Sat 02:00-06:00 Europe/Berlin"));
        }
        List<Part> span = words.get(1).split("-");
        if (span.size() != 2) {
            throw words.get(1)
                    .wrong(
                            "'" + words.get(1).text() + "' is not from-to",
                            "for example 02:00-06:00");
        }
        Set<DayOfWeek> days = days(words.get(0));
        int from = minute(span.get(0));
        int to = minute(span.get(1));
        if (from == to || from == 24 * 60) {
            throw words.get(1)
                    .wrong(
                            "'" + words.get(1).text() + "' is no time at all",
                            "the whole day is 00:00-24:00");
        }
        return new Hours(days, from, to, zone(words.get(2)), text);
    }

    private static Set<DayOfWeek> days(Part word) {
        if (word.text().equals("daily")) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        Part rest = word;
        while (true) {
            List<Part> parts = rest.split(",");
            List<Part> range = parts.getFirst().split("-");
            DayOfWeek day = day(range.getFirst());
            DayOfWeek last = day(range.getLast());
            days.add(day);
            while (day != last) {
                day = day.plus(1);
                days.add(day);
            }
            if (parts.size() == 1) {
                return days;
            }
            rest = parts.getLast();
        }
    }

    private static DayOfWeek day(Part word) {
        int index = DAYS.indexOf(word.text());
        if (index < 0) {
            throw word.wrong(
                    "'" + word.text() + "' is not a day",
                    Suggest.nearest(word.text(), DAYS)
                            .map(near -> "did you mean '" + near + "'?")
                            .orElse("days are Mon, Tue, Wed, Thu, Fri, Sat, Sun and daily"));
        }
        return DayOfWeek.of(index + 1);
    }

    private static int minute(Part word) {
        if (!TIME.matcher(word.text()).matches()) {
            throw word.wrong(
                    "'" + word.text() + "' is not a time of day",
                    "00:00 to 24:00, always five signs");
        }
        String[] parts = word.text().split(":", 2);
        return Integer.parseInt(parts[0]) * 60 + Integer.parseInt(parts[1]);
    }

    private static ZoneId zone(Part word) {
        boolean region = word.text().equals("UTC") || word.text().contains("/");
        if (region && ZoneId.getAvailableZoneIds().contains(word.text())) {
            return ZoneId.of(word.text());
        }
        throw word.wrong(
                "'" + word.text() + "' is not a time zone",
                nearestZone(word.text())
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("for example Europe/Berlin, or UTC"));
    }

    private static Optional<String> nearestZone(String text) {
        List<String> all =
                ZoneId.getAvailableZoneIds().stream().filter(z -> z.contains("/")).toList();
        String end = "/" + text.toLowerCase(Locale.ROOT);
        return all.stream()
                .filter(zone -> zone.toLowerCase(Locale.ROOT).endsWith(end))
                .filter(zone -> zone.indexOf('/') == zone.lastIndexOf('/'))
                .sorted()
                .findFirst()
                .or(() -> Suggest.nearest(text, all));
    }

    enum Edge {
        FROM,
        /// A date alone means the whole of that day.
        TO
    }

    static Instant moment(String text, Edge edge) {
        List<Part> words = words(text);
        if (words.isEmpty() || words.size() > 3) {
            throw new Misread(
                    "'" + text + "' is not a date",
                    0,
                    Optional.of("for example 2026-12-20, or 2026-12-20 18:00 Europe/Berlin"));
        }
        LocalDate date = date(words.getFirst());
        boolean timed = words.size() > 1 && words.get(1).text().contains(":");
        Optional<Part> last = words.stream().skip(timed ? 2 : 1).findFirst();
        if (words.size() > (timed ? 3 : 2)) {
            throw words.get(1)
                    .wrong(
                            "'" + words.get(1).text() + "' is not a time of day",
                            "for example 18:00");
        }
        ZoneId zone = last.map(ReadTimes::zone).orElse(ZoneId.of("UTC"));
        int minute = timed ? minute(words.get(1)) : edge == Edge.TO ? 24 * 60 : 0;
        LocalDate day = minute == 24 * 60 ? date.plusDays(1) : date;
        return day.atTime(LocalTime.ofSecondOfDay(minute % (24 * 60) * 60L))
                .atZone(zone)
                .toInstant();
    }

    static LocalDate day(String text) {
        return date(new Part(text, 0));
    }

    private static LocalDate date(Part word) {
        try {
            if (DATE.matcher(word.text()).matches()) {
                return LocalDate.parse(word.text());
            }
        } catch (DateTimeException e) {
            throw word.wrong("'" + word.text() + "' is not in the calendar", "check the day");
        }
        throw word.wrong(
                "'" + word.text() + "' is not a date", "year, month and day, as in 2026-12-20");
    }
}
