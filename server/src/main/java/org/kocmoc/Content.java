package org.kocmoc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kocmoc.auth.AuthFeature;
import org.kocmoc.auth.Departure;
import org.kocmoc.base.Closer;
import org.kocmoc.config.Config;
import org.kocmoc.files.FileSettings;
import org.kocmoc.files.FilesFeature;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;
import org.kocmoc.stories.StoriesFeature;

/// The features about what people show each other: files and stories.
record Content(FilesFeature files, StoriesFeature stories) {
    static Content build(Plumbing plumbing, AuthFeature auth, Closer closer) {
        FilesFeature files = closer.add(files(plumbing, auth));
        return new Content(
                files,
                new StoriesFeature(
                        plumbing.database(),
                        plumbing.userLog(),
                        files,
                        plumbing.limiter(),
                        plumbing.clock()));
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>(files.routes());
        routes.addAll(stories.routes());
        return routes;
    }

    List<Job> jobs() {
        List<Job> jobs = new ArrayList<>(files.jobs());
        jobs.addAll(stories.jobs());
        return jobs;
    }

    /// What leaves with an account after its chats; stories before the files that they show.
    List<Departure> departures(Departure chats) {
        return List.of(chats, stories.stories()::leave, files.files()::leave);
    }

    /// What the configuration says about files.
    static FileSettings fileSettings(Config config) {
        Config.Uploads settings = config.operations().uploads();
        Path folder = config.data().resolve("uploads");
        return new FileSettings(
                folder,
                List.of(folder, settings.legacyFolder()),
                settings.maxBytes(),
                settings.quotaBytes(),
                settings.s3());
    }

    private static FilesFeature files(Plumbing plumbing, AuthFeature auth) {
        return new FilesFeature(
                plumbing.database(),
                fileSettings(plumbing.config()),
                plumbing.limiter(),
                auth.authenticator(),
                auth.fileCookies()::caller,
                plumbing.clock());
    }
}
