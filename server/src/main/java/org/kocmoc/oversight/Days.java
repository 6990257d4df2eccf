package org.kocmoc.oversight;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kocmoc.db.Database;

/// Gathers the figures of each day and shows them. Any thread; blocks.
final class Days {
    private static final int MESSAGES_AT_ONCE = 50_000;

    /// Ids are given before the commit: within this time every smaller one is there or never will
    /// be.
    private static final Duration SETTLED = Duration.ofMinutes(2);

    private final Database database;
    private final InstantSource clock;

    Days(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Brings the figures up to date; may be stopped and run again at any point.
    void gather() {
        Instant settled = clock.instant().minus(SETTLED);
        boolean more;
        do {
            more =
                    database.write(
                            handle -> DayStore.countMessages(handle, settled, MESSAGES_AT_ONCE));
        } while (more);
        LocalDate today = today();
        Instant began = today.atStartOfDay(ZoneOffset.UTC).toInstant();
        database.execute(
                handle -> {
                    DayStore.countRegistrations(handle);
                    DayStore.noteToday(handle, today, began);
                });
    }

    /// The last days up to today, each of them: on quiet ones sizes are those of the day before.
    List<Day> last(int days) {
        LocalDate first = today().minusDays(days - 1L);
        Map<LocalDate, Day> known =
                database.read(handle -> DayStore.since(handle, first)).stream()
                        .collect(Collectors.toMap(Day::day, Function.identity()));
        List<Day> all = new ArrayList<>();
        long storage = 0;
        long size = 0;
        for (int i = 0; i < days; i++) {
            LocalDate date = first.plusDays(i);
            @Nullable Day day = known.get(date);
            if (day != null && day.databaseBytes() > 0) {
                storage = day.storageBytes();
                size = day.databaseBytes();
            }
            all.add(
                    day == null
                            ? Day.quiet(date, storage, size)
                            : new Day(
                                    date,
                                    day.registrations(),
                                    day.messages(),
                                    day.activeUsers(),
                                    storage,
                                    size));
        }
        return all;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
