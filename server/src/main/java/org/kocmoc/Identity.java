package org.kocmoc;

import java.util.ArrayList;
import java.util.List;
import org.kocmoc.account.AccountFeature;
import org.kocmoc.account.AccountSettings;
import org.kocmoc.auth.AuthFeature;
import org.kocmoc.auth.Departures;
import org.kocmoc.base.Closer;
import org.kocmoc.config.Config;
import org.kocmoc.credentials.Passwords;
import org.kocmoc.http.Maintenance;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;
import org.kocmoc.mail.MailFeature;
import org.kocmoc.mail.MailSettings;

/// The features that know who people are: mail, signing in, the life of accounts.
record Identity(MailFeature mail, AuthFeature auth, AccountFeature account) {
    /// Builds them.
    static Identity build(Plumbing plumbing, Maintenance maintenance, Closer closer) {
        MailFeature mail = closer.add(mail(plumbing));
        Passwords passwords = closer.add(new Passwords());
        AuthFeature auth = auth(plumbing, passwords, maintenance);
        AccountFeature account = account(plumbing, passwords, mail, auth);
        return new Identity(mail, auth, account);
    }

    /// Makes the first administrator of a server that has none; a password made up for it is shown
    /// on the console, once.
    void ensureAdministrator(Config.Accounts accounts) {
        account.administrators()
                .ensure(accounts.adminEmail(), accounts.adminPassword())
                .ifPresent(
                        password ->
                                System.out.printf(
                                        "Administrator %s, password %s (shown only this once)%n",
                                        accounts.adminEmail(), password.reveal()));
    }

    /// @param departures deletes accounts
    List<Route> routes(Departures departures) {
        List<Route> routes = new ArrayList<>(auth.routes());
        routes.addAll(account.routes(departures));
        return routes;
    }

    List<Job> jobs() {
        List<Job> jobs = new ArrayList<>(mail.jobs());
        jobs.addAll(auth.jobs());
        jobs.addAll(account.jobs());
        return jobs;
    }

    private static MailFeature mail(Plumbing plumbing) {
        Config config = plumbing.config();
        return new MailFeature(
                new MailSettings(
                        config.mail().smtpUrl(),
                        config.mail().from(),
                        config.data().resolve("mail")),
                plumbing.database(),
                plumbing.secrets().vault(),
                plumbing.clock(),
                plumbing.metrics());
    }

    private static AuthFeature auth(
            Plumbing plumbing, Passwords passwords, Maintenance maintenance) {
        return new AuthFeature(
                plumbing.secrets().jwt(),
                plumbing.config().accounts().tokenLife(),
                new AuthFeature.Parts(
                        plumbing.database(),
                        plumbing.bus(),
                        plumbing.secrets().vault(),
                        passwords,
                        plumbing.limiter(),
                        maintenance::isOn,
                        plumbing.clock()));
    }

    private static AccountFeature account(
            Plumbing plumbing, Passwords passwords, MailFeature mail, AuthFeature auth) {
        Config.Accounts accounts = plumbing.config().accounts();
        return new AccountFeature(
                new AccountSettings(
                        AccountSettings.Admission.valueOf(accounts.registration().name()),
                        accounts.codeLife()),
                auth,
                new AccountFeature.Parts(
                        plumbing.database(),
                        plumbing.secrets().vault(),
                        mail.outbox(),
                        passwords,
                        plumbing.limiter(),
                        plumbing.clock()));
    }
}
