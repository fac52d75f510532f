package dev.bringup.model;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Hours that come again each week, by the clock on the wall of one time zone: open while it shows
/// a time in them, so that a night with 23 or 25 hours needs no rule of its own. `from` and `to`
/// count minutes of the day; hours that end before they begin go over midnight and belong to the
/// day on which they begin.
public record Hours(Set<DayOfWeek> days, int from, int to, ZoneId zone, String text) {

    private static final int DAY = 24 * 60;

    public Hours {
        days = Set.copyOf(days);
        if (from < 0 || from >= DAY || to < 0 || to > DAY || from == to) {
            throw new IllegalArgumentException("no hours: " + from + " to " + to);
        }
    }

    public boolean isOpen(Instant at) {
        ZonedDateTime wall = at.atZone(zone);
        int minute = wall.getHour() * 60 + wall.getMinute();
        DayOfWeek today = wall.getDayOfWeek();
        if (from < to) {
            return days.contains(today) && from <= minute && minute < to;
        }
        return (days.contains(today) && minute >= from)
                || (days.contains(today.minus(1)) && minute < to);
    }

    /// The next instant after this one at which they begin, or go on after the clock was put back.
    public Instant nextOpening(Instant after) {
        ZoneRules rules = zone.getRules();
        LocalDate today = after.atZone(zone).toLocalDate();
        // An hour that the clock skips may be all there is of one week.
        Stream<Instant> begins =
                IntStream.range(0, 16)
                        .mapToObj(today::plusDays)
                        .filter(date -> days.contains(date.getDayOfWeek()))
                        .flatMap(date -> begins(date, rules));
        Stream<Instant> jumps =
                Optional.ofNullable(rules.nextTransition(after))
                        .map(ZoneOffsetTransition::getInstant)
                        .stream();
        return Stream.concat(begins, jumps)
                .filter(instant -> instant.isAfter(after) && isOpen(instant))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /// The next instant after this one at which they end, or are cut short by the clock; empty if
    /// they are all hours of all days.
    public Optional<Instant> nextClosing(Instant after) {
        ZoneRules rules = zone.getRules();
        LocalDate today = after.atZone(zone).toLocalDate();
        Stream<Instant> ends =
                IntStream.range(0, 16)
                        .mapToObj(today::plusDays)
                        .flatMap(date -> wall(date, to, rules));
        Stream<Instant> jumps =
                Optional.ofNullable(rules.nextTransition(after))
                        .map(ZoneOffsetTransition::getInstant)
                        .stream();
        return Stream.concat(ends, jumps)
                .filter(instant -> instant.isAfter(after) && !isOpen(instant))
                .min(Comparator.naturalOrder());
    }

    private Stream<Instant> begins(LocalDate date, ZoneRules rules) {
        return wall(date, from, rules);
    }

    /// When the clock on the wall shows this minute of the day; where it skips it, when it jumps.
    private static Stream<Instant> wall(LocalDate date, int minute, ZoneRules rules) {
        LocalDateTime local = date.atStartOfDay().plusMinutes(minute);
        return rules.getValidOffsets(local).isEmpty()
                ? Stream.of(rules.getTransition(local).getInstant())
                : rules.getValidOffsets(local).stream().map(local::toInstant);
    }

    @Override
    public String toString() {
        return text;
    }
}
