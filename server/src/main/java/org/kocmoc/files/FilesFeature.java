package org.kocmoc.files;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.kocmoc.blobs.BlobStore;
import org.kocmoc.blobs.StoreOwner;
import org.kocmoc.blobs.StraySweep;
import org.kocmoc.db.Database;
import org.kocmoc.http.Guard;
import org.kocmoc.http.Request;
import org.kocmoc.http.Route;
import org.kocmoc.images.Thumbnailer;
import org.kocmoc.jobs.Job;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.wire.Caller;

/// Assembly of the feature.
public final class FilesFeature implements AutoCloseable {
    private final Thumbnailer thumbnailer = new Thumbnailer();
    private final Files files;
    private final Attachments attachments;
    private final FileSweep sweep;
    private final FilesApi api;

    /// @param guard who calls, where a file needs a caller
    /// @param byCookie who calls with a browser's cookie for files
    public FilesFeature(
            Database database,
            FileSettings settings,
            RateLimiter limiter,
            Guard guard,
            Function<Request, Optional<Caller>> byCookie,
            InstantSource clock) {
        BlobStore blobs = settings.blobs();
        LegacyUploads legacy = new LegacyUploads(settings.legacyFolders());
        StoreOwner owner = new StoreOwner(database, blobs, clock);
        files = new Files(database, blobs, legacy, owner, clock);
        attachments = new Attachments(database, clock);
        StraySweep strays =
                new StraySweep(
                        database,
                        blobs,
                        owner,
                        keys -> KeptFileStore.knownKeys(database, keys),
                        clock);
        sweep = new FileSweep(database, legacy, files, strays, clock);
        api =
                new FilesApi(
                        new Uploads(database, blobs, thumbnailer, settings, clock),
                        files,
                        new Downloads(files, blobs, guard, byCookie),
                        settings,
                        limiter);
    }

    /// Its routes.
    public List<Route> routes() {
        return api.routes();
    }

    /// Its recurring work.
    public List<Job> jobs() {
        return sweep.jobs();
    }

    /// Finding and removing files.
    public Files files() {
        return files;
    }

    /// Addresses of files in messages and stories.
    public Attachments attachments() {
        return attachments;
    }

    @Override
    public void close() {
        thumbnailer.close();
    }
}
