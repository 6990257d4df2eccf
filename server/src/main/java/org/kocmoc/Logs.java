package org.kocmoc;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// The form of the log and its end.
final class Logs {
    private Logs() {}

    /// Chooses text or JSON, and how much. Must come before the first logger is made, which reads
    /// the properties.
    static void configure(boolean json, String level) {
        System.setProperty("LOG_FORMAT", json ? "json" : "text");
        System.setProperty("LOG_LEVEL", level);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    /// Writes what is still queued. Nothing is logged afterwards.
    static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
