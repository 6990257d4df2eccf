package org.kocmoc.account;

import java.time.InstantSource;
import org.kocmoc.credentials.EmailCodes;
import org.kocmoc.credentials.Passwords;
import org.kocmoc.credentials.SecondFactor;
import org.kocmoc.db.Database;
import org.kocmoc.limits.RateLimiter;

/// What every rule of this package is built on.
record AccountParts(
        Database database,
        Passwords passwords,
        SecondFactor secondFactor,
        EmailCodes codes,
        CodeMails codeMails,
        RateLimiter limiter,
        InstantSource clock) {}
