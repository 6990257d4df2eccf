package org.kocmoc.oversight;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.LocalDate;

/// The figures of a day (UTC).
///
/// @param activeUsers people who used the server
/// @param storageBytes what files took at the end of the day
public record Day(
        @JsonFormat(shape = JsonFormat.Shape.STRING) LocalDate day,
        int registrations,
        long messages,
        int activeUsers,
        long storageBytes,
        long databaseBytes) {
    static Day quiet(LocalDate day, long storageBytes, long databaseBytes) {
        return new Day(day, 0, 0, 0, storageBytes, databaseBytes);
    }
}
